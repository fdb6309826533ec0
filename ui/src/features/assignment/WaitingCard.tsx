import { Button } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { IconUserPlus } from '@tabler/icons-react';
import { useState } from 'react';

import { useSuggestions } from '@/api/assignment';
import { useCan } from '@/api/session';
import type { Client } from '@/api/types';
import { count } from '@/lib/format';
import { t } from '@/lib/i18n';
import { AssignMenu } from '@/ui/desk/AssignMenu';
import { Empty, Failure, Lines, Loading } from '@/ui/states';
import { TimeAgo } from '@/ui/TimeAgo';

import { useGive, useWaiting } from './api';
import classes from './AssignmentScreen.module.css';
import type { Rules } from './rules';
import { obstacleOf, type Obstacle } from './waiting';

const words: Record<Obstacle, string> = {
  by_hand: t('Waits for a person to give it to somebody'),
  nobody_takes: t('Nobody takes leads'),
  unknown_state: t('The phone does not tell the state, and only licensed people get leads'),
  nobody_licensed: t('Nobody who takes leads is licensed there'),
  nobody_has_room: t('Nobody who could take it has room'),
  soon: t('Is given out in a moment'),
};

/** Leads that nobody works yet, and why each waits. */
export function WaitingCard({ rules }: { rules: Rules }) {
  const waiting = useWaiting();
  const rows = waiting.data?.results ?? [];
  return (
    <section className={classes['card']} aria-labelledby="waiting">
      <h2 id="waiting">
        {t('Waiting leads')} {rows.length > 0 && waiting.data && <span className={classes['count']}>{count(waiting.data.count ?? rows.length)}</span>}
      </h2>
      {waiting.isPending && (
        <Loading what={t('Waiting leads')}>
          <Lines count={4} height={30} />
        </Loading>
      )}
      {waiting.isError && !waiting.data && <Failure compact error={waiting.error} onRetry={() => void waiting.refetch()} />}
      {waiting.data && rows.length === 0 && <Empty compact title={t('Every lead has somebody who works it.')} />}
      <ul className={classes['waiting']}>
        {rows.map((client) => (
          <Waiting key={client.id} client={client} rules={rules} />
        ))}
      </ul>
    </section>
  );
}

function Waiting({ client, rules }: { client: Client; rules: Rules }) {
  const mayAssign = useCan()('client.assign');
  const give = useGive();
  const [opened, setOpened] = useState(false);
  const name = client.name ?? t('Unnamed visitor');
  const suggestions = useSuggestions(client.id, rules.mode !== 'manual');
  const obstacle = rules.mode === 'manual' ? 'by_hand' : suggestions.data && obstacleOf(suggestions.data, rules);
  return (
    <li>
      <div>
        <Link to="/dashboard/client/$clientId/" params={{ clientId: client.id }}>
          {name}
        </Link>{' '}
        <small>
          <TimeAgo at={client.captured_at ?? client.created_at} suffix />
        </small>
        <p>{obstacle ? words[obstacle] : '…'}</p>
      </div>
      {mayAssign && (
        <AssignMenu
          current={null}
          clientId={client.id}
          onAssign={(to) => to && void give(client, to, client.assigned_to)}
          opened={opened}
          onOpenedChange={setOpened}
        >
          <Button
            variant="default"
            size="compact-sm"
            leftSection={<IconUserPlus size={15} aria-hidden="true" />}
            aria-haspopup="listbox"
            aria-label={t('Unassigned: assign {client}', { client: name })}
            onClick={() => setOpened(!opened)}
          >
            {t('Assign')}
          </Button>
        </AssignMenu>
      )}
    </li>
  );
}
