import { Button } from '@mantine/core';
import { useMemo, useState, type ReactNode } from 'react';

import { useCan, useDirectory } from '@/api/session';
import type { Assignment, Client, Merge, StageChange, StageGraph } from '@/api/types';
import { factLabel, factText } from '@/lib/facts';
import { actorName, span } from '@/lib/format';
import { heard, t, words } from '@/lib/i18n';
import { readerName } from '@/lib/reader';
import { reasonLabel, stageLabel } from '@/lib/stage';
import { Differences } from '@/ui/desk/AuditEntry';
import { phaseIndex } from '@/ui/desk/StageTag';
import { Empty, Failure, Lines, Loading } from '@/ui/states';
import { TimeAgo } from '@/ui/TimeAgo';
import { done, failed } from '@/ui/toast';

import { useAssignments, useClientAudit, useMerges, useMessages, useNotes, useRuns, useStageHistory, useTasks, useUndoMerge } from '../api';
import { contactName } from '../contact';
import { happenings, sortOf, type Happening, type Sort } from './happenings';
import { NoteText } from './NoteText';
import classes from './Timeline.module.css';

const sorts: [Sort, string][] = [
  ['stages', t('Stages')],
  ['people', t('Assignments')],
  ['talk', t('Visits')],
  ['notes', t('Notes')],
  ['tasks', t('Tasks')],
  ['facts', t('Facts')],
  ['contact', t('Contact details')],
  ['runs', t('Runs')],
  ['merges', t('Merges')],
];

/** Everything that happened with a client, newest first, or what one is interested in. */
export function Timeline({ client, graph }: { client: Client; graph: StageGraph | undefined }) {
  const { all, pending, failed: lacking, retry, older } = useHappenings(client);
  const [wanted, setWanted] = useState<readonly Sort[]>([]);
  if (pending) {
    return (
      <Loading what={t('the history')}>
        <Lines count={5} height={30} />
      </Loading>
    );
  }
  const [first] = lacking;
  if (first && all.length === 0) return <Failure compact error={first.error} onRetry={retry} />;
  if (all.length === 0) return <Empty compact title={t('Nothing has happened yet.')} />;
  const toggle = (sort: Sort) => setWanted(wanted.includes(sort) ? wanted.filter((other) => other !== sort) : [...wanted, sort]);
  const there = sorts.filter(([sort]) => all.some(({ kind }) => sortOf[kind] === sort));
  const shown = wanted.length === 0 ? all : all.filter(({ kind }) => wanted.includes(sortOf[kind]));
  return (
    <>
      {first && (
        <div role="alert" className={classes['lacking']}>
          <p>{t('Not all of it could be loaded: {list} are missing.', { list: lacking.map(({ label }) => label).join(', ') })}</p>
          <Button variant="default" size="xs" onClick={retry}>
            {t('Try again')}
          </Button>
        </div>
      )}
      {there.length > 1 && (
        <div className={classes['filters']} role="group" aria-label={t('Show only')}>
          {there.map(([sort, label]) => (
            <button key={sort} type="button" aria-pressed={wanted.includes(sort)} onClick={() => toggle(sort)}>
              {label}
            </button>
          ))}
        </div>
      )}
      <ol className={classes['timeline']}>
        {shown.map((happening) => (
          <Item key={`${happening.kind}-${happening.key}`} happening={happening} graph={graph} />
        ))}
      </ol>
      {older && (
        <Button variant="default" size="xs" loading={older.busy} onClick={older.load}>
          {t('Show older')}
        </Button>
      )}
    </>
  );
}

const never: never[] = [];

function useHappenings(client: Client) {
  const { id, proposals: stated } = client;
  const { facts } = client.context_meta;
  const may = useCan();
  const moves = useStageHistory(id);
  const assignments = useAssignments(id);
  const messages = useMessages(id);
  const notes = useNotes(id);
  const tasks = useTasks(id);
  const runs = useRuns(id);
  const merges = useMerges(id);
  const audit = useClientAudit(id, may('audit.view'));
  const parts = [
    { label: t('Stages'), query: moves },
    { label: t('Assignments'), query: assignments },
    { label: t('Visits'), query: messages },
    { label: t('Notes'), query: notes },
    { label: t('Tasks'), query: tasks },
    { label: t('Runs'), query: runs },
    { label: t('Merges'), query: merges },
    { label: t('Contact details'), query: audit },
  ];
  const all = useMemo(
    () =>
      happenings({
        moves: moves.data ?? never,
        assignments: assignments.data ?? never,
        messages: messages.data ?? never,
        notes: notes.data ?? never,
        tasks: tasks.data ?? never,
        runs: runs.data?.pages.flatMap((page) => page.results) ?? never,
        merges: merges.data ?? never,
        audit: audit.data?.pages.flatMap((page) => page.results) ?? never,
        facts,
        stated,
      }),
    [moves.data, assignments.data, messages.data, notes.data, tasks.data, runs.data, merges.data, audit.data, facts, stated],
  );
  const paged = [runs, audit].filter(({ hasNextPage }) => hasNextPage);
  return {
    all,
    pending: moves.isPending || assignments.isPending,
    /** What is not shown since it could not be read. */
    failed: parts.flatMap(({ label, query: { error, data } }) => (error && data === undefined ? [{ label, error }] : [])),
    retry: () => void Promise.all(parts.filter(({ query }) => query.isError).map(({ query }) => query.refetch())),
    older: paged.length > 0 && {
      busy: paged.some(({ isFetchingNextPage }) => isFetchingNextPage),
      load: () => void Promise.all(paged.map((query) => query.fetchNextPage())),
    },
  };
}

function Item({ happening, graph }: { happening: Happening; graph: StageGraph | undefined }) {
  switch (happening.kind) {
    case 'move':
      return <Move row={happening.row} graph={graph} />;
    case 'assignment':
      return <Given row={happening.row} />;
    case 'visit':
      return (
        <Line who={null} at={happening.at}>
          {t('Visited the chat: {count} messages', { count: happening.messages })}
        </Line>
      );
    case 'note':
      return (
        <Line who={happening.row.author?.name ?? t('Somebody')} at={happening.at}>
          {t('Note')}
          <span className={classes['remark']}>
            <NoteText body={happening.row.body} />
          </span>
        </Line>
      );
    case 'task':
    case 'done':
      return (
        <Line who={happening.row.assignee?.name ?? null} at={happening.at}>
          {happening.kind === 'done'
            ? words('Done: {title}', { title: <strong>{happening.row.title}</strong> })
            : words('Task: {title}', { title: <strong>{happening.row.title}</strong> })}
        </Line>
      );
    case 'run':
      return (
        <Line who={readerName(happening.row.extractor)} at={happening.at}>
          {t('Read the conversation')}
        </Line>
      );
    case 'failure':
      return (
        <Line who={readerName(happening.row.extractor)} at={happening.at}>
          {t('The conversation could not be read')}
        </Line>
      );
    case 'correction':
    case 'proposal':
      return <Told happening={happening} />;
    case 'stated':
      return (
        <Line who={null} at={happening.at}>
          {words('The chat states another {name}: {values}', { values: <strong>{happening.row.value}</strong> }, { name: contactName(happening.row.field) })}
        </Line>
      );
    case 'edit':
      return (
        <Line who={happening.row.user?.name ?? actorName(happening.row.actor_name)} at={happening.at}>
          {t('Contact details changed')}
          <Differences before={happening.row.before} after={happening.row.after} />
        </Line>
      );
    case 'merge':
      return <Merged row={happening.row} />;
  }
}

/** One entry: what, and under it who and when. */
function Line({ who, at, phase, children, rest }: { who: string | null; at: string; phase?: number; children: ReactNode; rest?: ReactNode }) {
  return (
    <li className={classes['item']} data-phase={phase}>
      <div>{children}</div>
      <p className={classes['foot']}>
        {who !== null && `${who}, `}
        <TimeAgo at={at} suffix />
        {rest}
      </p>
    </li>
  );
}

function Move({ row, graph }: { row: StageChange; graph: StageGraph | undefined }) {
  const { from_stage, to_stage, changed_by, remarks, reason_code, overridden, duration_seconds } = row;
  return (
    <Line
      who={changed_by?.name ?? t('Rivo')}
      at={row.created_at}
      phase={phaseIndex(graph, to_stage)}
      rest={from_stage && duration_seconds !== null && t(', after {span}', { span: span(duration_seconds) })}
    >
      {from_stage ? `${stageLabel(graph, from_stage)} → ` : ''}
      <strong>{stageLabel(graph, to_stage)}</strong>
      {reason_code && <span className={classes['reason']}>{reasonLabel(graph, reason_code)}</span>}
      {overridden && <span className={classes['override']}>{t('past the rules')}</span>}
      {remarks && <p className={classes['remark']}>{heard(remarks)}</p>}
    </Line>
  );
}

function Given({ row: { assigned_to, assigned_by, remarks, created_at } }: { row: Assignment }) {
  return (
    <Line who={assigned_by?.name ?? t('Rivo')} at={created_at}>
      {assigned_to ? words('Assigned to {who}', { who: <strong>{assigned_to.name}</strong> }) : t('Waits for somebody to work it')}
      {remarks && <p className={classes['remark']}>{heard(remarks)}</p>}
    </Line>
  );
}

/** What a person said a fact is, or what a run read of it that nobody has decided on. */
function Told({ happening: { kind, at, path, fact } }: { happening: Extract<Happening, { kind: 'correction' | 'proposal' }> }) {
  const people = useDirectory();
  const label = factLabel(path);
  const value = <strong>{factText(fact) ?? t('nothing')}</strong>;
  const person = people.data?.find(({ id }) => id === fact.by)?.name ?? t('Somebody');
  return (
    <Line who={kind === 'correction' ? person : null} at={at}>
      {kind === 'correction' ? words('Said by a person, {label}: {value}', { value }, { label }) : words('Read otherwise, {label}: {value}', { value }, { label })}
    </Line>
  );
}

function Merged({ row }: { row: Merge }) {
  const may = useCan();
  const undo = useUndoMerge();
  const name = row.from_name ?? t('An unnamed visitor');
  return (
    <Line who={row.merged_by?.name ?? null} at={row.created_at} rest={row.undone_at && t(', undone since')}>
      {words('Merged with {name}', { name: <strong>{name}</strong> })}
      {row.can_undo && may('client.merge') && (
        <Button
          size="compact-xs"
          variant="default"
          ms={8}
          loading={undo.isPending}
          aria-label={t('Undo the merge with {name}', { name })}
          onClick={() =>
            void undo.mutateAsync(row.id).then(
              () => done(t('{name} is a client of its own again.', { name })),
              (error: unknown) => failed(t('It could not be undone'), error),
            )
          }
        >
          {t('Undo')}
        </Button>
      )}
    </Line>
  );
}
