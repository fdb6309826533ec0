import { Button, Select } from '@mantine/core';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { IconArrowsSort, IconPlus } from '@tabler/icons-react';
import { useMemo, useState } from 'react';

import { useCan, useDirectory, useStages } from '@/api/session';
import { t } from '@/lib/i18n';
import type { DeskSearch } from '@/lib/search';
import { Page } from '@/ui/Page';
import { useFirstData } from '@/ui/useFirstData';

import classes from './AdminDesk.module.css';
import { useAssignClients, useClientList, usePipeline, useWorkload } from './api';
import { BulkBar } from './BulkBar';
import { ClientTable } from './ClientTable';
import { filterOf, isNarrowed, orders, toggleStage } from './filter';
import { Filters } from './Filters';
import { NewClient } from './NewClient';
import { StageRibbon } from './StageRibbon';
import { useArrivals } from './useArrivals';
import { WorkloadPanel } from './WorkloadPanel';

/** All clients of the desk: who is new, who works whom, where everything stands. */
export function AdminDesk() {
  const search = useSearch({ from: '/desk/dashboard/admin' });
  const navigate = useNavigate({ from: '/dashboard/admin' });
  const may = useCan();
  const stages = useStages();
  const people = useDirectory();
  const pipeline = usePipeline(may('report.view'));
  const workload = useWorkload(may('client.assign'));
  const filter = useMemo(() => filterOf(search), [search]);
  const list = useClientList(filter);
  const rows = useMemo(() => list.data?.pages.flatMap((page) => page.results) ?? [], [list.data]);
  const [selected, setSelected] = useState<ReadonlySet<string>>(new Set());
  const [creating, setCreating] = useState(false);
  const assign = useAssignClients();
  const arrivals = useArrivals(rows, () => list.refetch(), selected.size > 0);

  const narrow = (change: Partial<DeskSearch>) => {
    setSelected(new Set());
    void navigate({ search: (old) => ({ ...old, ...change }), replace: true });
  };
  const load = useMemo(
    () => new Map(workload.data?.map(({ user, open_clients }) => [user.id, open_clients])),
    [workload.data],
  );
  useFirstData(rows.length > 0);
  const chosen = rows.filter(({ id }) => selected.has(id));

  return (
    <Page
      title={t('All clients')}
      aside={
        pipeline.data && (
          <span>
            {[
              t('{count} unassigned', { count: pipeline.data.unassigned }),
              ...(pipeline.data.extraction_failed > 0
                ? [t('{count} failed extractions', { count: pipeline.data.extraction_failed })]
                : []),
            ].join(', ')}
          </span>
        )
      }
      actions={
        <>
          <Select
            aria-label={t('Order')}
            w={168}
            data={orders.map(([value, label]) => ({ value, label }))}
            value={filter.ordering ?? null}
            onChange={(order) => narrow({ order: order === orders[0][0] ? undefined : (order ?? undefined) })}
            allowDeselect={false}
            leftSection={<IconArrowsSort size={15} aria-hidden="true" />}
          />
          {may('client.create') && (
            <Button leftSection={<IconPlus size={16} aria-hidden="true" />} onClick={() => setCreating(true)}>
              {t('New client')}
            </Button>
          )}
        </>
      }
    >
      <StageRibbon
        graph={stages.data}
        report={pipeline.data}
        chosen={search.stage}
        onToggle={(stage) => narrow({ stage: stage === null ? undefined : toggleStage(search.stage, stage) })}
      />
      <div className={classes['columns']} data-aside={may('client.assign') || undefined}>
        <div className={classes['list']}>
          <Filters search={search} people={people.data ?? []} onChange={narrow} />
          <ClientTable
            list={list}
            rows={rows}
            graph={stages.data}
            people={people.data ?? []}
            load={load}
            narrowed={isNarrowed(search)}
            onClear={() => void navigate({ search: {}, replace: true })}
            selection={may('client.assign') ? { ids: selected, onChange: setSelected } : undefined}
            onAssign={may('client.assign') ? (client, to) => assign.mutate({ clients: [client], to }) : null}
            arrivals={arrivals}
          />
        </div>
        {may('client.assign') && (
          <WorkloadPanel workload={workload} chosen={search.csm} onChoose={(csm) => narrow({ csm })} />
        )}
      </div>
      <BulkBar
        count={chosen.length}
        people={people.data ?? []}
        load={load}
        onAssign={(to) => {
          assign.mutate({ clients: chosen, to });
          setSelected(new Set());
        }}
        onClear={() => setSelected(new Set())}
      />
      <NewClient opened={creating} people={people.data ?? []} onClose={() => setCreating(false)} />
    </Page>
  );
}
