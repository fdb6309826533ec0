import { Button, Select, Switch } from '@mantine/core';
import { IconLock } from '@tabler/icons-react';
import { useState } from 'react';

import { useCan } from '@/api/session';
import type { Client, ExtractionRun } from '@/api/types';
import { factLabel, valueAt } from '@/lib/facts';
import { dateTime, dollars } from '@/lib/format';
import { t } from '@/lib/i18n';
import { readerName } from '@/lib/reader';
import { Empty, Failure, Lines, Loading } from '@/ui/states';
import { done, failed } from '@/ui/toast';

import { useComparison, useCorrectFact, useRuns } from '../api';
import classes from './Runs.module.css';

/** The runs of the extractor over the conversation, and what is different between two of them. */
export function Runs({ client }: { client: Client }) {
  const runs = useRuns(client.id);
  const [chosen, setChosen] = useState<string | null>(null);
  const [other, setOther] = useState<string | null>(null);
  if (runs.isPending) {
    return (
      <Loading what={t('the runs')}>
        <Lines count={5} height={28} />
      </Loading>
    );
  }
  if (runs.isError && !runs.data) return <Failure compact error={runs.error} onRetry={() => void runs.refetch()} />;
  // One that failed has read nothing.
  const all = runs.data.pages.flatMap((page) => page.results);
  const rows = all.filter(({ up_to_position }) => up_to_position > 0);
  const newest = rows[0];
  const older = runs.hasNextPage && (
    <Button variant="default" size="xs" loading={runs.isFetchingNextPage} onClick={() => void runs.fetchNextPage()}>
      {t('Load older runs')}
    </Button>
  );
  if (!newest) {
    return (
      <>
        <Empty compact title={all.length > 0 ? t('{count} runs failed and read nothing.', { count: all.length }) : t('The conversation has not been read yet.')} />
        {older}
      </>
    );
  }
  // What is looked at stays, though a newer reading comes in meanwhile.
  if (chosen === null) setChosen(newest.id);
  const run = rows.find(({ id }) => id === chosen) ?? newest;
  const earlier = rows.slice(rows.indexOf(run) + 1);
  const compared = earlier.find(({ id }) => id === other) ?? earlier[0];
  const choose = (id: string | null) => {
    setChosen(id);
    setOther(null);
  };
  const options = (list: ExtractionRun[]) => list.map((row) => ({ value: row.id, label: runName(row) }));
  return (
    <>
      <div className={classes['choice']}>
        <Select
          label={t('Run')}
          size="xs"
          data={options(rows)}
          value={run.id}
          allowDeselect={false}
          onChange={choose}
        />
        <Select
          label={t('Compared with')}
          size="xs"
          data={options(earlier)}
          value={compared?.id ?? null}
          placeholder={t('No earlier one')}
          disabled={earlier.length === 0}
          allowDeselect={false}
          onChange={setOther}
        />
      </div>
      <p className={classes['figures']}>
        {t('{count} messages read', { count: run.up_to_position })}
        {run.prompt_tokens > 0 &&
          t(', {count} tokens, {cost}', { count: run.prompt_tokens + run.completion_tokens, cost: dollars(run.cost_micros) })}
      </p>
      {run !== newest && (
        <Button variant="default" size="xs" onClick={() => choose(newest.id)}>
          {t('Show the newest reading')}
        </Button>
      )}
      <Comparison client={client} run={run.id} other={compared?.id ?? null} newest={run === newest} />
      {older}
    </>
  );
}

interface ComparisonProps {
  client: Client;
  run: string;
  other: string | null;
  /** Whether the later run is the newest: only what it says is to be decided on. */
  newest: boolean;
}

function Comparison({ client, run, other, newest }: ComparisonProps) {
  const comparison = useComparison(client.id, run, other);
  const [all, setAll] = useState(false);
  if (comparison.isPending) {
    return (
      <Loading what={t('the difference')}>
        <Lines count={4} height={22} />
      </Loading>
    );
  }
  if (comparison.isError) {
    return <Failure compact error={comparison.error} onRetry={() => void comparison.refetch()} />;
  }
  const known = comparison.data.fields.filter((field) => field.before_text !== null || field.after_text !== null);
  const changed = known.filter(({ change }) => change !== 'same');
  const shown = all ? known : changed;
  return (
    <>
      <div className={classes['head']}>
        <p role="status">{told(changed.length, other !== null)}</p>
        <Switch
          size="xs"
          label={t('All fields')}
          checked={all}
          onChange={(event) => setAll(event.currentTarget.checked)}
        />
      </div>
      <dl className={classes['fields']}>
        {shown.map(({ path, change, before_text, after_text, after }) => (
          <div key={path} data-change={change}>
            <dt>
              {factLabel(path)}
              {change !== 'same' && <small>{changes[change]}</small>}
            </dt>
            <dd>
              {change !== 'same' && before_text !== null && <del>{before_text}</del>}
              {after_text !== null && (change === 'same' ? <span>{after_text}</span> : <ins>{after_text}</ins>)}
              {after?.evidence && change !== 'same' && <q>{after.evidence.quote}</q>}
              {newest && other !== null && change !== 'same' && (
                <Verdict client={client} path={path} label={factLabel(path)} before={before_text} after={after_text} />
              )}
            </dd>
          </div>
        ))}
      </dl>
    </>
  );
}

interface VerdictProps {
  client: Client;
  path: string;
  label: string;
  before: string | null;
  after: string | null;
}

/** The word on one difference: what the newest run says, or what stood before. Either is then a person's, and locked. */
function Verdict({ client, path, label, before, after }: VerdictProps) {
  const may = useCan();
  const correct = useCorrectFact(client.id, {
    onDone: () => done(t('{label} is confirmed and locked.', { label })),
    onFailed: (error) => failed(t('Your decision was not saved'), error),
  });
  const stands = valueAt(client.context, path);
  if (client.context_meta.facts[path]?.locked) {
    return (
      <p className={classes['decided']}>
        <IconLock size={13} aria-hidden="true" /> {t('Decided: {value}', { value: stands ?? t('nothing') })}
      </p>
    );
  }
  if (!may('client.correct')) return null;
  const decide = (value: string | null) => correct.mutate({ path, value, expected: stands });
  return (
    <span className={classes['verdict']}>
      <Button size="compact-xs" disabled={correct.isPending} aria-label={t('{label}: accept {value}', { label, value: after ?? t('nothing') })} onClick={() => decide(after)}>
        {t('Accept')}
      </Button>
      <Button
        size="compact-xs"
        variant="default"
        disabled={correct.isPending}
        aria-label={t('{label}: reject, back to {value}', { label, value: before ?? t('nothing') })}
        onClick={() => decide(before)}
      >
        {t('Reject')}
      </Button>
    </span>
  );
}

const changes = { added: t('new'), removed: t('gone'), changed: t('changed') } as const;

function told(count: number, compares: boolean): string {
  if (!compares) return t('The first run found {count} fields.', { count });
  return count === 0 ? t('Both runs say the same.') : t('{count} fields differ.', { count });
}

const runName = ({ extractor, created_at }: ExtractionRun) => `${dateTime(created_at)}, ${readerName(extractor)}`;
