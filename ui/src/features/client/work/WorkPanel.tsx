import { Tabs } from '@mantine/core';
import { useState } from 'react';

import { useCan } from '@/api/session';
import type { Client, StageGraph } from '@/api/types';
import { t } from '@/lib/i18n';
import { useShortcuts } from '@/ui/shortcuts';

import { useNotes, useTasks } from '../api';
import { AuditTab } from './AuditTab';
import { Notes } from './Notes';
import { Runs } from './Runs';
import { Tasks } from './Tasks';
import { Timeline } from './Timeline';
import classes from './WorkPanel.module.css';

/** What was done with a client and what is to be done. */
export function WorkPanel({ client, graph }: { client: Client; graph: StageGraph | undefined }) {
  const may = useCan();
  const [tab, setTab] = useState<string | null>('tasks');
  const [writing, setWriting] = useState<'notes' | 'tasks' | null>(null);
  const notes = useNotes(client.id);
  const tasks = useTasks(client.id);
  const open = tasks.data?.filter(({ done_at }) => done_at === null).length ?? 0;
  const write = (what: 'notes' | 'tasks') => {
    setTab(what);
    setWriting(what);
  };
  useShortcuts([
    { keys: 't', label: t('New task'), group: t('Client'), run: () => write('tasks') },
    { keys: 'm', label: t('New note'), group: t('Client'), run: () => write('notes') },
    { keys: 'h', label: t('History'), group: t('Client'), run: () => setTab('history') },
    { keys: 'd', label: t('What the last reading changed'), group: t('Client'), run: () => setTab('runs') },
  ]);

  return (
    <Tabs
      value={tab}
      onChange={(next) => {
        setTab(next);
        setWriting(null);
      }}
      keepMounted={false}
      classNames={{ list: classes['list'] ?? '', tab: classes['tab'] ?? '', panel: classes['panel'] ?? '' }}
    >
      <Tabs.List>
        <Tabs.Tab value="tasks">{t('Tasks')}{count(open)}</Tabs.Tab>
        <Tabs.Tab value="notes">{t('Notes')}{count(notes.data?.length ?? 0)}</Tabs.Tab>
        <Tabs.Tab value="history">{t('History')}</Tabs.Tab>
        <Tabs.Tab value="runs">{t('Runs')}</Tabs.Tab>
        {may('audit.view') && <Tabs.Tab value="audit">{t('Audit')}</Tabs.Tab>}
      </Tabs.List>
      <Tabs.Panel value="tasks">
        <Tasks client={client} writing={writing === 'tasks'} />
      </Tabs.Panel>
      <Tabs.Panel value="notes">
        <Notes client={client} writing={writing === 'notes'} />
      </Tabs.Panel>
      <Tabs.Panel value="history">
        <Timeline client={client} graph={graph} />
      </Tabs.Panel>
      <Tabs.Panel value="runs">
        <Runs client={client} />
      </Tabs.Panel>
      {may('audit.view') && (
        <Tabs.Panel value="audit">
          <AuditTab client={client} />
        </Tabs.Panel>
      )}
    </Tabs>
  );
}

const count = (n: number) => (n > 0 ? <span className={classes['count']}>{n}</span> : null);
