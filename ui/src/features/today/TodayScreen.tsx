import { Select } from '@mantine/core';
import { getRouteApi, Link } from '@tanstack/react-router';
import { useRef } from 'react';

import { useCan, useDirectory, useMe, useStages } from '@/api/session';
import type { StageGraph, Today } from '@/api/types';
import { t } from '@/lib/i18n';
import { Page } from '@/ui/Page';
import { useShortcuts } from '@/ui/shortcuts';
import { Empty, Failure, Lines, Loading } from '@/ui/states';
import { useFirstData } from '@/ui/useFirstData';
import { useGrowing } from '@/ui/useGrowing';

import { useToday } from './api';
import { counts, Counts, isShow, type Show } from './Counts';
import { NoNextStep } from './NoNextStep';
import { nameOf, QueueItem } from './QueueItem';
import { isTask } from './reason';
import classes from './TodayScreen.module.css';
import { useRows, type Rows } from './useRows';
import { useSteady } from './useSteady';
import { useWork, type Work } from './useWork';

/** How many clients a tall window shows. */
const seenAtOnce = 12;

const route = getRouteApi('/desk/dashboard/today');

/** What to do next, the most pressing first, each with the reason why. */
export function TodayScreen() {
  const me = useMe();
  const may = useCan();
  const { of = 'me', show } = route.useSearch();
  const navigate = route.useNavigate();
  const day = useToday(of);
  const stages = useStages();
  useFirstData(day.isSuccess);

  const shown = isShow(show) ? show : undefined;
  const search = (change: { of?: string | undefined; show?: string | undefined }) =>
    void navigate({ search: (now) => ({ ...now, ...change }), replace: true });
  return (
    <Page
      title={t('Today')}
      actions={may('client.view_all') && <WhoseDay me={me.id} value={of} onChange={(value) => search({ of: value === 'me' ? undefined : value })} />}
    >
      {day.isPending && (
        <Loading what={t('the day')}>
          <div className={classes['card']}>
            <Lines count={7} height={44} />
          </div>
        </Loading>
      )}
      {day.isError && !day.data && <Failure error={day.error} onRetry={() => void day.refetch()} />}
      {day.data && (
        <Day
          key={of}
          day={day.data}
          graph={stages.data}
          shown={shown}
          onShow={(next) => search({ show: next })}
          withOwner={of === 'all'}
          csm={of === 'all' ? undefined : of === 'me' ? me.id : of}
        />
      )}
    </Page>
  );
}

interface DayProps {
  day: Today;
  graph: StageGraph | undefined;
  shown: Show | undefined;
  onShow: (show: Show | undefined) => void;
  withOwner: boolean;
  csm: string | undefined;
}

function Day({ day, graph, shown, onShow, withOwner, csm }: DayProps) {
  const root = useRef<HTMLDivElement>(null);
  const list = useRef<HTMLOListElement>(null);
  const fitting = shown ? day.items.filter(({ reasons }) => counts(shown, reasons)) : day.items;
  const queue = useSteady(fitting, ({ client }) => client.id, list);
  const drawn = useGrowing(queue.shown, seenAtOnce);
  const rows = useRows(root, day);
  const work = useWork(nameOf);
  useDayShortcuts(rows, work, day);
  const news = queue.waiting > 0 || queue.moved;
  return (
    <>
      <Counts counts={day.counts} shown={shown} onShow={onShow} />
      <div ref={root} className={classes['columns']}>
        <section className={classes['queue']} aria-labelledby="next">
          <h2 id="next">{t('What is next')}</h2>
          {news && (
            <button type="button" className={classes['news']} onClick={queue.show}>
              {queue.waiting > 0 ? t('{count} more came in. Show them', { count: queue.waiting }) : t('The order has changed. Sort anew')}
            </button>
          )}
          {queue.shown.length === 0 ? (
            <Done shown={shown} waiting={queue.waiting} />
          ) : (
            <ol ref={list} className={classes['list']}>
              {drawn.map((item) => (
                <QueueItem key={item.client.id} item={item} graph={graph} work={work} withOwner={withOwner} />
              ))}
            </ol>
          )}
        </section>
        <NoNextStep list={day.no_next_action} graph={graph} work={work} csm={csm} />
      </div>
    </>
  );
}

/** Nothing is left to do. */
function Done({ shown, waiting }: { shown: Show | undefined; waiting: number }) {
  if (waiting > 0) return null;
  return (
    <div className={classes['card']}>
      {shown ? (
        <Empty compact title={t('Nothing of this kind.')} />
      ) : (
        <Empty title={t('All done for now')} action={<Link to="/dashboard/clients/">{t('See all my clients')}</Link>}>
          {t('Nobody waits for you, and nothing is due. New leads and answers appear here by themselves.')}
        </Empty>
      )}
    </div>
  );
}

function useDayShortcuts(rows: Rows, work: Work, day: Today) {
  const group = t('Today');
  /** The task of the row that has the focus, the most pressing one. */
  const taskHere = () => {
    const row = rows.here();
    const item = day.items.find(({ client }) => client.id === row);
    const task = item?.reasons.find(isTask);
    return item && task ? { client: item.client.id, task } : null;
  };
  useShortcuts([
    { keys: 'j', label: t('Next client'), group, run: () => rows.step(1) },
    { keys: 'k', label: t('Previous client'), group, run: () => rows.step(-1) },
    { keys: 'c', label: t('Call the client'), group, run: () => rows.press('[data-call]') },
    ...(work.mayWrite
      ? [
          {
            keys: 'x',
            label: t('Complete the task'),
            group,
            run: () => {
              const here = taskHere();
              if (here) work.complete(here.client, here.task);
            },
          },
          {
            keys: 's',
            label: t('Put the task off'),
            group,
            run: () => {
              const here = taskHere();
              if (here) work.openSnooze(here.client, here.task);
            },
          },
          {
            keys: 'a',
            label: t('Add a next step'),
            group,
            run: () => {
              const row = rows.here();
              if (row) work.openNextStep(row);
            },
          },
        ]
      : []),
  ]);
}

interface WhoseDayProps {
  me: string;
  value: string;
  onChange: (value: string) => void;
}

/** Whose day is shown, for those who see everybody's. */
function WhoseDay({ me, value, onChange }: WhoseDayProps) {
  const people = useDirectory().data ?? [];
  return (
    <Select
      aria-label={t('Whose day')}
      size="xs"
      w={190}
      searchable
      allowDeselect={false}
      data={[
        { value: 'me', label: t('My day') },
        { value: 'all', label: t('Everybody') },
        ...people.filter(({ id }) => id !== me).map(({ id, name, email }) => ({ value: id, label: name || email })),
      ]}
      value={value}
      onChange={(next) => onChange(next ?? 'me')}
    />
  );
}
