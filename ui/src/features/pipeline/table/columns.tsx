import { Tooltip } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { IconAlertTriangle, IconUserPlus } from '@tabler/icons-react';
import { useState } from 'react';

import type { ClientSummary, StageGraph, UserRef } from '@/api/types';
import { asSentence, count, fromCode, money, phone } from '@/lib/format';
import { t } from '@/lib/i18n';
import { stageInfo } from '@/lib/stage';
import { AssignMenu } from '@/ui/desk/AssignMenu';
import { StageTag } from '@/ui/desk/StageTag';
import { UrgencyMark } from '@/ui/desk/UrgencyMark';
import { Face } from '@/ui/Face';
import type { GridColumn } from '@/ui/grid/DataGrid';
import { useNow } from '@/ui/now';
import { TimeAgo } from '@/ui/TimeAgo';

import { ageOf } from '../board/age';
import classes from './columns.module.css';

export interface ColumnNeeds {
  graph: StageGraph | undefined;
  load: ReadonlyMap<string, number>;
  staleDays: number;
  onAssign: ((client: ClientSummary, to: UserRef | null) => void) | null;
}

/** All that a list can say of a client; what is not `extra` stands there from the start. */
export function clientColumns({ graph, load, staleDays, onAssign }: ColumnNeeds): GridColumn<ClientSummary>[] {
  const text = (id: string, label: string, value: (client: ClientSummary) => string | null): GridColumn<ClientSummary> => ({
    id, label, width: 'minmax(110px, 1fr)', extra: true,
    render: (client) => <span className={classes['cut']}>{value(client) ?? none}</span>,
  });
  const figure = (id: keyof ClientSummary, label: string, said: (value: number) => string, sort?: string): GridColumn<ClientSummary> => ({
    id, label, width: '104px', align: 'end', extra: true,
    ...(sort ? { sort, sortFirst: 'down' as const } : {}),
    render: ({ [id]: value }) => (typeof value === 'number' ? said(value) : none),
  });
  const time = (id: string, label: string, at: (client: ClientSummary) => string | null | undefined, sort?: string): GridColumn<ClientSummary> => ({
    id, label, width: '92px', align: 'end', extra: true,
    ...(sort ? { sort, sortFirst: 'down' as const } : {}),
    render: (client) => <When at={at(client)} />,
  });
  return [
    { id: 'name', label: t('Client'), width: 'minmax(168px, 2fr)', sort: 'name', render: (client) => <Who client={client} /> },
    {
      id: 'stage', label: t('Stage'), width: 'minmax(162px, 1.2fr)', sort: 'stage_changed_at',
      render: (client) => <Standing client={client} graph={graph} staleDays={staleDays} />,
    },
    { id: 'urgency', label: t('Urgency'), width: '84px', from: 780, sort: 'urgency', render: ({ urgency }) => <UrgencyMark urgency={urgency} /> },
    { id: 'wants', label: t('Wants'), width: 'minmax(104px, 1.3fr)', from: 892, sort: 'loan_amount', sortFirst: 'down', render: (client) => <Wants client={client} /> },
    {
      id: 'csm', label: t('Worked by'), width: 'minmax(140px, 1.2fr)',
      render: (client) => <Owner client={client} load={load} onAssign={onAssign} />,
    },
    {
      id: 'due', label: t('Next due'), width: '92px', align: 'end', from: 1000, sort: 'next_due_at',
      render: ({ next_due_at }) => <Due at={next_due_at} />,
    },
    {
      id: 'message', label: t('Last message'), width: '88px', align: 'end', from: 740, sort: 'last_message_at', sortFirst: 'down',
      render: ({ last_message_at }) => <When at={last_message_at} />,
    },
    text('email', t('Email'), ({ email }) => email),
    text('phone', t('Phone'), (client) => (client.phone ? phone(client.phone) : null)),
    text('intent', t('Intent'), ({ intent }) => intent),
    figure('loan_amount', t('Loan amount'), money, 'loan_amount'),
    figure('property_value', t('Property value'), money),
    figure('income', t('Income'), money),
    figure('credit_score', t('Credit score'), count, 'credit_score'),
    text('loan_type', t('Loan type'), ({ loan_type }) => loan_type),
    text('sentiment', t('Sentiment'), ({ sentiment }) => sentiments[sentiment]),
    text('source', t('Source'), ({ source }) => fromCode(source)),
    text('extraction', t('Extraction'), ({ extraction_state }) => (extraction_state ? extractions[extraction_state] : null)),
    time('captured', t('Became a lead'), ({ captured_at }) => captured_at, 'captured_at'),
    time('first_touch', t('First touch'), ({ first_touch_at }) => first_touch_at),
    time('created', t('First seen'), ({ created_at }) => created_at, 'created_at'),
    time('updated', t('Changed'), ({ updated_at }) => updated_at, 'updated_at'),
  ];
}

const none = '–';
const sentiments = { positive: t('Positive'), neutral: t('Neutral'), negative: t('Negative') };
const extractions = { done: t('Done'), queued: t('Queued'), running: t('Running'), failed: t('Failed, will be tried again'), dead: t('Given up') };

function When({ at }: { at: string | null | undefined }) {
  return <span className={classes['quiet']}>{at ? <TimeAgo at={at} /> : none}</span>;
}

function Due({ at }: { at: string | null }) {
  const now = useNow();
  if (at === null) return <span className={classes['quiet']}>{none}</span>;
  return (
    <span className={classes['quiet']} data-tone={Date.parse(at) <= now ? 'bad' : undefined}>
      <TimeAgo at={at} />
    </span>
  );
}

function Standing({ client, graph, staleDays }: { client: ClientSummary; graph: StageGraph | undefined; staleDays: number }) {
  const age = ageOf(client, graph && stageInfo(graph, client.current_stage), staleDays, useNow());
  return (
    <span className={classes['two']}>
      <StageTag stage={client.current_stage} graph={graph} />
      <small data-tone={{ fresh: undefined, ageing: 'warn', old: 'bad' }[age]}>
        <TimeAgo at={client.stage_changed_at} lead="for" />
      </small>
    </span>
  );
}

function Who({ client }: { client: ClientSummary }) {
  const contact = client.email ?? (client.phone ? phone(client.phone) : t('No contact yet'));
  return (
    <span className={classes['who']}>
      <Face name={client.name} size={30} />
      <span className={classes['two']}>
        <span className={classes['nameLine']}>
          {client.unread && <span className={classes['unread']} role="img" aria-label={t('Unread')} title={t('Unread')} />}
          <Link to="/dashboard/client/$clientId/" params={{ clientId: client.id }} className={classes['name']} tabIndex={-1}>
            {client.name ?? t('Unnamed visitor')}
          </Link>
          <FailedMark client={client} />
        </span>
        <small>{contact}</small>
      </span>
    </span>
  );
}

function FailedMark({ client: { extraction_state } }: { client: ClientSummary }) {
  if (extraction_state !== 'failed' && extraction_state !== 'dead') return null;
  const label = extraction_state === 'dead' ? t('Extraction failed') : t('Extraction failed, will be tried again');
  return (
    <Tooltip label={label}>
      <IconAlertTriangle size={15} className={classes['failed']} role="img" aria-label={label} />
    </Tooltip>
  );
}

const amountOf = ({ loan_amount, property_value }: ClientSummary) => loan_amount ?? property_value;

function Wants({ client }: { client: ClientSummary }) {
  const amount = amountOf(client);
  if (!client.intent && amount === null) return <span className={classes['quiet']}>{none}</span>;
  return (
    <span className={classes['two']}>
      <span className={classes['cut']}>{client.intent ? asSentence(client.intent) : t('Not said yet')}</span>
      {amount !== null && <small>{money(amount)}</small>}
    </span>
  );
}

/** Who works the client, and the menu that changes it; the menu is only made where somebody reaches for it. */
function Owner({ client, load, onAssign }: { client: ClientSummary } & Pick<ColumnNeeds, 'load' | 'onAssign'>) {
  const { assigned_to } = client;
  const [reached, setReached] = useState(false);
  const [opened, setOpened] = useState(false);
  if (!onAssign) return <span className={classes['cut']}>{assigned_to?.name ?? t('Unassigned')}</span>;
  const button = (
    <button
      type="button"
      className={classes['owner']}
      data-none={assigned_to === null || undefined}
      tabIndex={-1}
      aria-haspopup="listbox"
      onClick={() => {
        setReached(true);
        setOpened(!opened);
      }}
      aria-label={ownerLabel(client)}
    >
      {assigned_to ? <Face name={assigned_to.name} size={20} /> : <IconUserPlus size={16} aria-hidden="true" />}
      <span className={classes['cut']}>{assigned_to?.name ?? t('Assign')}</span>
    </button>
  );
  if (!reached) return button;
  return (
    <AssignMenu
      current={assigned_to}
      clientId={client.id}
      load={load}
      onAssign={(to) => onAssign(client, to)}
      opened={opened}
      onOpenedChange={setOpened}
    >
      {button}
    </AssignMenu>
  );
}

function ownerLabel({ assigned_to, name }: ClientSummary): string {
  const client = name ?? t('this client');
  return assigned_to
    ? t('Worked by {name}: assign {client}', { name: assigned_to.name, client })
    : t('Unassigned: assign {client}', { client });
}

/** A client where there is no room for columns. */
export function ClientRow({ client, graph }: { client: ClientSummary; graph: StageGraph | undefined }) {
  const amount = amountOf(client);
  return (
    <span className={classes['card']}>
      <span className={classes['cardLine']}>
        <Who client={client} />
        <span className={classes['quiet']}>{client.last_message_at && <TimeAgo at={client.last_message_at} />}</span>
      </span>
      <span className={classes['cardLine']}>
        <StageTag stage={client.current_stage} graph={graph} />
        <UrgencyMark urgency={client.urgency} bare />
        <span className={classes['cut']}>{[client.intent && asSentence(client.intent), amount === null ? null : money(amount)].filter(Boolean).join(', ')}</span>
        <span className={classes['cardOwner']}>
          {client.assigned_to ? <Face name={client.assigned_to.name} size={20} /> : t('Unassigned')}
        </span>
      </span>
    </span>
  );
}
