import { Button } from '@mantine/core';
import { IconLayoutKanban, IconPlus, IconTable } from '@tabler/icons-react';
import { useMemo, useState } from 'react';

import { useCan, useDirectory, useStages } from '@/api/session';
import { t } from '@/lib/i18n';
import type { DeskSearch } from '@/lib/search';
import { readLayout, useColumnChoice } from '@/ui/grid/useColumnChoice';
import { Page } from '@/ui/Page';
import { useNow } from '@/ui/now';
import { useShortcuts } from '@/ui/shortcuts';

import { usePipeline, useWorkload } from './api';
import { BoardView } from './board/BoardView';
import { RunProgress } from './bulk/RunProgress';
import classes from './Desk.module.css';
import { FilterBar } from './filters/FilterBar';
import { NewClient } from './NewClient';
import { useClientColumns } from './table/useClientColumns';
import { TableView } from './table/TableView';
import { useViews } from './views/api';
import { ViewMenu } from './views/ViewMenu';

export type Shape = 'board' | 'table';

interface DeskProps {
  title: string;
  /** How the screen looks where the address does not say. */
  home: Shape;
  search: DeskSearch;
  /** Changes a part of the address. */
  onChange: (change: Partial<DeskSearch>) => void;
  /** Goes to another address, as a view does. */
  onGo: (search: DeskSearch) => void;
}

/** The clients as a board or as a table, by one filter that stands in the address. */
export function Desk({ title, home, search, onChange, onGo }: DeskProps) {
  const may = useCan();
  const stages = useStages();
  const people = useDirectory();
  const pipeline = usePipeline(may('report.view'));
  const workload = useWorkload(may('client.assign'));
  const [creating, setCreating] = useState(false);
  const shape: Shape = search.as === 'board' || search.as === 'table' ? search.as : home;
  const load = useMemo(
    () => new Map(workload.data?.map(({ user, open_clients }) => [user.id, open_clients])),
    [workload.data],
  );
  const view = useViews().data?.find(({ id }) => id === search.view);
  const lent = useMemo(() => (view ? { of: view.id, layout: readLayout(view.definition['columns']) } : null), [view]);
  const [columns, choice] = useColumnChoice('clients', useClientColumns(load), lent);
  // Filters speak of days: the moment of the day changes nothing.
  const today = new Date(useNow()).setHours(0, 0, 0, 0);
  const shared = { search, today, graph: stages.data, people: people.data ?? [], onChange };
  const show = (as: Shape) => onChange({ as: as === home ? undefined : as });
  useShortcuts([
    { keys: 'v', label: shape === 'board' ? t('Show as a table') : t('Show as a board'), group: t('Lists'), run: () => show(shape === 'board' ? 'table' : 'board') },
    ...(may('client.create') ? [{ keys: 'c', label: t('New client'), group: t('Lists'), run: () => setCreating(true) }] : []),
  ]);

  return (
    <Page
      title={title}
      fill={shape === 'board'}
      aside={pipeline.data && <Figures unassigned={pipeline.data.unassigned} failed={pipeline.data.extraction_failed} />}
      actions={
        <>
          <div className={classes['shapes']} role="group" aria-label={t('Shape')}>
            <button type="button" aria-pressed={shape === 'board'} onClick={() => show('board')}>
              <IconLayoutKanban size={16} aria-hidden="true" /> {t('Board')}
            </button>
            <button type="button" aria-pressed={shape === 'table'} onClick={() => show('table')}>
              <IconTable size={16} aria-hidden="true" /> {t('Table')}
            </button>
          </div>
          <ViewMenu
            search={search}
            layout={choice.layout}
            onOpen={(next) => {
              choice.asLent();
              onGo(next);
            }}
            onNamed={(view) => onChange({ view })}
          />
          {may('client.create') && (
            <Button className={classes['new'] ?? ''} leftSection={<IconPlus size={16} aria-hidden="true" />} onClick={() => setCreating(true)}>
              <span className={classes['newWord']}>{t('New client')}</span>
            </Button>
          )}
        </>
      }
    >
      <FilterBar {...shared} hidden={shape === 'board' ? ['stages'] : []} />
      {shape === 'board' ? (
        <BoardView {...shared} />
      ) : (
        <TableView {...shared} columns={columns} choice={choice} load={load} pipeline={pipeline.data} workload={workload} />
      )}
      <RunProgress />
      <NewClient opened={creating} people={people.data ?? []} onClose={() => setCreating(false)} />
    </Page>
  );
}

function Figures({ unassigned, failed }: { unassigned: number; failed: number }) {
  return (
    <span>
      {[
        t('{count} unassigned', { count: unassigned }),
        ...(failed > 0 ? [t('{count} failed extractions', { count: failed })] : []),
      ].join(', ')}
    </span>
  );
}
