import { Tooltip } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { IconAlertTriangle, IconUserPlus } from '@tabler/icons-react';
import { useState } from 'react';

import type { Client, StageGraph, UserRef } from '@/api/types';
import { headline } from '@/lib/facts';
import { phone } from '@/lib/format';
import { t } from '@/lib/i18n';
import { AssignMenu } from '@/ui/desk/AssignMenu';
import { StageTag } from '@/ui/desk/StageTag';
import { UrgencyMark } from '@/ui/desk/UrgencyMark';
import { Face } from '@/ui/Face';
import type { GridColumn } from '@/ui/grid/DataGrid';
import { TimeAgo } from '@/ui/TimeAgo';

import classes from './columns.module.css';

interface ColumnNeeds {
  graph: StageGraph | undefined;
  people: readonly UserRef[];
  load: ReadonlyMap<string, number>;
  onAssign: ((client: Client, to: UserRef | null) => void) | null;
}

/** What a desk wants to know of each client, widest first to be kept when space runs out. */
export function clientColumns({ graph, people, load, onAssign }: ColumnNeeds): GridColumn<Client>[] {
  return [
    { id: 'name', label: t('Client'), width: 'minmax(160px, 1.8fr)', render: (client) => <Who client={client} /> },
    {
      id: 'stage',
      label: t('Stage'),
      width: 'minmax(128px, 1.1fr)',
      render: (client) => (
        <span className={classes['two']}>
          <StageTag stage={client.current_stage} graph={graph} />
          <small>
            <TimeAgo at={client.stage_changed_at} lead="for" />
          </small>
        </span>
      ),
    },
    {
      id: 'urgency',
      label: t('Urgency'),
      width: '84px',
      from: 760,
      render: (client) => <UrgencyMark urgency={client.context.urgency} />,
    },
    { id: 'wants', label: t('Wants'), width: 'minmax(120px, 1.4fr)', from: 860, render: (client) => <Wants client={client} /> },
    {
      id: 'csm',
      label: t('Worked by'),
      width: 'minmax(134px, 1.6fr)',
      render: (client) => <Owner client={client} people={people} load={load} onAssign={onAssign} />,
    },
    {
      id: 'message',
      label: t('Last message'),
      width: '84px',
      align: 'end',
      from: 740,
      render: ({ last_message_at }) => (
        <span className={classes['quiet']}>{last_message_at ? <TimeAgo at={last_message_at} /> : '–'}</span>
      ),
    },
  ];
}

function Who({ client }: { client: Client }) {
  const contact = client.email ?? (client.phone ? phone(client.phone) : t('No contact yet'));
  return (
    <span className={classes['who']}>
      <Face name={client.name} size={30} />
      <span className={classes['two']}>
        <span className={classes['nameLine']}>
          <Link
            to="/dashboard/client/$clientId/"
            params={{ clientId: client.id }}
            className={classes['name']}
            tabIndex={-1}
          >
            {client.name ?? t('Unnamed visitor')}
          </Link>
          <FailedMark client={client} />
        </span>
        <small>{contact}</small>
      </span>
    </span>
  );
}

function FailedMark({ client: { extraction } }: { client: Client }) {
  if (extraction?.state !== 'failed' && extraction?.state !== 'dead') return null;
  const label = extraction.state === 'dead' ? t('Extraction failed') : t('Extraction failed, will be tried again');
  return (
    <Tooltip label={label}>
      <IconAlertTriangle size={15} className={classes['failed']} role="img" aria-label={label} />
    </Tooltip>
  );
}

function Wants({ client }: { client: Client }) {
  const { intent, amount } = headline(client);
  if (!intent && !amount) return <span className={classes['quiet']}>–</span>;
  return (
    <span className={classes['two']}>
      <span className={classes['cut']}>{intent ?? t('Not said yet')}</span>
      {amount && <small>{amount}</small>}
    </span>
  );
}

function Owner({ client, people, load, onAssign }: { client: Client } & Omit<ColumnNeeds, 'graph'>) {
  const { assigned_to } = client;
  const [opened, setOpened] = useState(false);
  if (!onAssign) return <span className={classes['cut']}>{assigned_to?.name ?? t('Unassigned')}</span>;
  return (
    <AssignMenu
      people={people}
      current={assigned_to}
      load={load}
      onAssign={(to) => onAssign(client, to)}
      opened={opened}
      onOpenedChange={setOpened}
    >
      <button
        type="button"
        className={classes['owner']}
        data-none={assigned_to === null || undefined}
        tabIndex={-1}
        aria-haspopup="listbox"
        onClick={() => setOpened(!opened)}
        aria-label={ownerLabel(client)}
      >
        {assigned_to ? <Face name={assigned_to.name} size={20} /> : <IconUserPlus size={16} aria-hidden="true" />}
        <span className={classes['cut']}>{assigned_to?.name ?? t('Assign')}</span>
      </button>
    </AssignMenu>
  );
}

function ownerLabel({ assigned_to, name }: Client): string {
  const client = name ?? t('this client');
  return assigned_to
    ? t('Worked by {name}: assign {client}', { name: assigned_to.name, client })
    : t('Unassigned: assign {client}', { client });
}

/** A client where there is no room for columns. */
export function ClientCard({ client, graph }: { client: Client; graph: StageGraph | undefined }) {
  const { intent, amount } = headline(client);
  return (
    <span className={classes['card']}>
      <span className={classes['cardLine']}>
        <Who client={client} />
        <span className={classes['quiet']}>{client.last_message_at && <TimeAgo at={client.last_message_at} />}</span>
      </span>
      <span className={classes['cardLine']}>
        <StageTag stage={client.current_stage} graph={graph} />
        <UrgencyMark urgency={client.context.urgency} bare />
        <span className={classes['cut']}>{[intent, amount].filter(Boolean).join(', ')}</span>
        <span className={classes['cardOwner']}>
          {client.assigned_to ? <Face name={client.assigned_to.name} size={20} /> : t('Unassigned')}
        </span>
      </span>
    </span>
  );
}
