import { Tabs } from '@mantine/core';
import { useState } from 'react';

import { useCan, useMe } from '@/api/session';
import type { Client, StageGraph } from '@/api/types';
import { t } from '@/lib/i18n';
import { useHoldsDraft } from '@/ui/drafts';
import { useShortcuts } from '@/ui/shortcuts';

import { useNotes, useTasks } from '../api';
import { usePart } from '../part';
import { UnsavedMark } from '../UnsavedMark';
import { AuditTab } from './AuditTab';
import { Notes } from './Notes';
import { Runs } from './Runs';
import { Tasks } from './Tasks';
import { Timeline } from './Timeline';
import classes from './WorkPanel.module.css';

const tabs = ['tasks', 'notes', 'history', 'runs', 'audit'];

/** What was done with a client and what is to be done. */
export function WorkPanel({ client, graph }: { client: Client; graph: StageGraph | undefined }) {
  const may = useCan();
  const [search, show] = usePart();
  const tab = tabs.find((name) => name === search.tab && (name !== 'audit' || may('audit.view'))) ?? 'tasks';
  // Where only one part fits, it is this one.
  const setTab = (next: string) => show({ tab: next, panel: undefined });
  const shown = search.panel === undefined || search.panel === 'work';
  const [asked, setAsked] = useState({ what: '', times: 0 });
  const [wasShown, setWasShown] = useState(shown);
  if (wasShown !== shown) {
    setWasShown(shown);
    // Who turns to another part asks for no field any more.
    if (!shown) setAsked({ ...asked, what: '' });
  }
  const notes = useNotes(client.id);
  const tasks = useTasks(client.id);
  const open = tasks.data?.filter(({ done_at }) => done_at === null).length ?? 0;
  const write = (what: 'notes' | 'tasks') => {
    setTab(what);
    setAsked({ what, times: asked.times + 1 });
  };
  const askedFor = (what: 'notes' | 'tasks') => (shown && asked.what === what ? asked.times : 0);
  const me = useMe().id;
  const drafted = { notes: useHoldsDraft(me, client.id, 'note'), tasks: useHoldsDraft(me, client.id, 'task') };
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
        if (next) setTab(next);
        setAsked({ ...asked, what: '' });
      }}
      keepMounted={false}
      classNames={{ list: classes['list'] ?? '', tab: classes['tab'] ?? '', panel: classes['panel'] ?? '' }}
    >
      <Tabs.List>
        <Tabs.Tab value="tasks">{t('Tasks')}{count(open)}{drafted.tasks && <UnsavedMark />}</Tabs.Tab>
        <Tabs.Tab value="notes">{t('Notes')}{count(notes.data?.length ?? 0)}{drafted.notes && <UnsavedMark />}</Tabs.Tab>
        <Tabs.Tab value="history">{t('History')}</Tabs.Tab>
        <Tabs.Tab value="runs">{t('Runs')}</Tabs.Tab>
        {may('audit.view') && <Tabs.Tab value="audit">{t('Audit')}</Tabs.Tab>}
      </Tabs.List>
      <Tabs.Panel value="tasks">
        <Tasks client={client} asked={askedFor('tasks')} />
      </Tabs.Panel>
      <Tabs.Panel value="notes">
        <Notes client={client} asked={askedFor('notes')} />
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
