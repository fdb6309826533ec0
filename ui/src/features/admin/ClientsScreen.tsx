import { Button } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { IconTrash, IconUserShare } from '@tabler/icons-react';
import { useMemo } from 'react';

import { bulkClients, createClient, deleteClient, getClient, updateClient } from '@/api/clients';
import { exportClients } from '@/api/export';
import { clientsPage } from '@/api/office';
import { useCan, useDirectory, useStages } from '@/api/session';
import { standing } from '@/api/standing';
import type { BulkClients, Client, StageGraph, UpdateClient, UserRef } from '@/api/types';
import { dateTime, fromCode, phone } from '@/lib/format';
import { grouped } from '@/lib/group';
import { t } from '@/lib/i18n';
import { stageLabel } from '@/lib/stage';
import { StageTag } from '@/ui/desk/StageTag';
import { Face } from '@/ui/Face';
import { TimeAgo } from '@/ui/TimeAgo';

import classes from './cells.module.css';
import { ClientLink, UserLink } from './refs';
import type { ImportInfo } from './import/types';
import { outcomesOf } from './resource/bulk';
import { Facts } from './resource/Facts';
import { ResourceScreen } from './resource/ResourceScreen';
import { textOf } from './resource/values';
import type { FormInfo, FormValues, ManyAction, Resource } from './resource/types';

/** Everybody the desk knows, also those who did not say who they are yet. */
export function ClientsScreen() {
  const may = useCan();
  const graph = useStages().data;
  const people = useDirectory().data;
  const resource = useMemo(
    () =>
      clientResource(graph, people ?? [], {
        create: may('client.create'),
        edit: may('client.edit'),
        erase: may('client.delete'),
        assign: may('client.assign'),
        exportRows: may('export'),
      }),
    // eslint-disable-next-line react-hooks/exhaustive-deps -- what one may hangs on the login, which does not change here
    [graph, people],
  );
  return <ResourceScreen resource={resource} />;
}

const nameOf = ({ name, email }: Client) => name ?? email ?? t('Unnamed visitor');

type Allowed = Record<'create' | 'edit' | 'erase' | 'assign' | 'exportRows', boolean>;

function clientResource(graph: StageGraph | undefined, people: readonly UserRef[], allowed: Allowed): Resource<Client> {
  return {
    key: 'clients',
    path: '/admin/clients/',
    title: t('Clients'),
    newLabel: t('New client'),
    explain: t('Everybody the desk knows, also visitors who did not say who they are yet. A client is worked in the workspace.'),
    search: t('Search name, email or phone'),
    filters: [
      {
        kind: 'choice',
        name: 'stage',
        label: t('Stage'),
        options: (graph?.stages ?? []).map(({ stage, label }) => ({ value: stage, label })),
      },
      { kind: 'person', name: 'assigned_to', label: t('Worked by') },
      {
        kind: 'choice',
        name: 'captured',
        label: t('Contact'),
        options: [
          { value: 'true', label: t('All three known') },
          { value: 'false', label: t('Not all three yet') },
        ],
      },
      { kind: 'days', name: 'created', label: t('Created'), after: 'created_after', before: 'created_before' },
    ],
    rowId: ({ id }) => id,
    rowName: nameOf,
    list: clientsPage,
    get: getClient,
    history: 'client',
    exports: 'clients',
    ...(allowed.create ? { imports: clientImport } : {}),
    base: { captured: 'any' },
    order: '-created_at',
    columns: [
      { id: 'name', label: t('Name'), width: 'minmax(200px, 2fr)', sort: 'name', render: (client) => <Who client={client} /> },
      {
        id: 'stage',
        label: t('Stage'),
        width: 'minmax(140px, 1fr)',
        render: ({ current_stage }) => <StageTag stage={current_stage} graph={graph} />,
      },
      {
        id: 'owner',
        label: t('Worked by'),
        width: 'minmax(120px, 1fr)',
        from: 720,
        render: ({ assigned_to }) => (assigned_to ? <UserLink user={assigned_to} /> : t('Nobody')),
      },
      { id: 'phone', label: t('Phone'), width: '150px', from: 900, render: (client) => client.phone && phone(client.phone) },
      { id: 'source', label: t('Source'), width: '110px', from: 980, extra: true, render: ({ source }) => fromCode(source) },
      {
        id: 'message',
        label: t('Last message'),
        width: '110px',
        from: 980,
        extra: true,
        render: ({ last_message_at }) => last_message_at && <TimeAgo at={last_message_at} />,
      },
      {
        id: 'created',
        label: t('Created'),
        width: '100px',
        from: 640,
        align: 'end',
        sort: 'created_at',
        sortFirst: 'down',
        render: ({ created_at }) => <TimeAgo at={created_at} />,
      },
    ],
    compact: (client) => (
      <span className={classes['compact']}>
        <Who client={client} />
        <small>
          {stageLabel(graph, client.current_stage)}, <TimeAgo at={client.created_at} suffix />
        </small>
      </span>
    ),
    form: clientForm(allowed),
    detail: (client) => <ClientDetail client={client} graph={graph} />,
    ...(allowed.exportRows ? { exportRows: exportClients } : {}),
    many: allowed.assign ? [assignMany(people)] : [],
    actions: allowed.erase
      ? [
          {
            label: t('Erase'),
            icon: <IconTrash size={16} />,
            danger: true,
            confirm: (client) => ({ title: t('Erase {name}?', { name: nameOf(client) }), text: erased() }),
            run: ({ id, version }) => deleteClient(id, version),
            done: (client) => t('{name} was erased.', { name: nameOf(client) }),
            many: { title: (count) => t('Erase {count} clients?', { count }), text: erased(), send: (clients) => sendBulk(clients, { type: 'delete' }) },
          },
        ]
      : [],
  };
}

const nobody = 'nobody';

/** Gives many to one person; who got one of them meanwhile keeps it. */
const assignMany = (people: readonly UserRef[]): ManyAction<Client> => ({
  label: t('Assign'),
  icon: <IconUserShare size={16} />,
  title: (count) => t('Assign {count} clients?', { count }),
  text: t('They leave whoever works them now. One that was given to somebody else meanwhile is left as it is.'),
  choice: { label: t('Give to'), options: [...people.map(({ id, name }) => ({ value: id, label: name })), { value: nobody, label: t('Nobody') }] },
  atOnce: 100,
  send: async (clients, choice) => {
    const to = choice === nobody ? null : choice;
    const sent = [...grouped(clients, ({ assigned_to }) => assigned_to?.id ?? null)].map(([from, part]) =>
      sendBulk(part, { type: 'assign', assigned_to: to, expected_assigned_to: from }, (error) => standing(error)?.['assigned_to'] === to),
    );
    return (await Promise.all(sent)).flat();
  },
});

async function sendBulk(clients: readonly Client[], action: BulkClients['action'], isDone?: (error: Error) => boolean) {
  const ids = clients.map(({ id }) => id);
  return outcomesOf(ids, await bulkClients({ ids, action }), isDone);
}

const clientImport: ImportInfo = {
  name: 'clients',
  title: t('Import clients'),
  help: t('Each row needs a name, an email or a phone number. At most 10,000 rows.'),
  fields: [
    { name: 'name', label: t('Name') },
    { name: 'email', label: t('Email') },
    { name: 'phone', label: t('Phone') },
    { name: 'assigned_to', label: t('Worked by') },
  ],
  pageOf: (id) => `/dashboard/client/${id}/`,
};

const erased = () => t('With everything said by them: messages, facts, notes, tasks. The log keeps only that it happened. This cannot be undone.');

function clientForm({ create, edit }: Allowed): FormInfo<Client> {
  return {
    createLabel: t('Create client'),
    fields: [
      { name: 'name', label: t('Name'), kind: 'text' },
      { name: 'email', label: t('Email'), kind: 'email' },
      { name: 'phone', label: t('Phone'), kind: 'tel' },
    ],
    valuesOf: (client) => ({ name: client?.name ?? '', email: client?.email ?? '', phone: client?.phone ?? '' }),
    ...(create
      ? {
          create: (values) =>
            createClient({
              name: textOf(values, 'name') || null,
              email: textOf(values, 'email') || null,
              phone: textOf(values, 'phone') || null,
            }),
        }
      : {}),
    ...(edit ? { update: (client, values) => updateClient(client.id, changesOf(client, values)) } : {}),
  };
}

/** Only what was changed, with what stood there when it was seen. */
function changesOf(client: Client, values: FormValues): UpdateClient {
  const change: UpdateClient = {};
  const expected: NonNullable<UpdateClient['expected']> = {};
  for (const name of ['name', 'email', 'phone'] as const) {
    const written = textOf(values, name) || null;
    if (written === client[name]) continue;
    change[name] = written;
    expected[name] = client[name];
  }
  return { ...change, expected };
}

function ClientDetail({ client, graph }: { client: Client; graph: StageGraph | undefined }) {
  return (
    <div className={classes['detail']}>
      <Facts
        facts={[
          [t('Stage'), stageLabel(graph, client.current_stage)],
          [t('Worked by'), client.assigned_to ? <UserLink key="owner" user={client.assigned_to} /> : t('Nobody')],
          [t('Source'), fromCode(client.source)],
          [t('Created'), dateTime(client.created_at)],
          [t('Last message'), client.last_message_at && dateTime(client.last_message_at)],
        ]}
      />
      <Button
        variant="default"
        renderRoot={(props: object) => <Link to="/dashboard/client/$clientId/" params={{ clientId: client.id }} {...props} />}
      >
        {t('Open the workspace')}
      </Button>
    </div>
  );
}

function Who({ client }: { client: Client }) {
  return (
    <span className={classes['who']}>
      <Face name={client.name} size={30} />
      <span className={classes['two']}>
        <strong>
          <ClientLink id={client.id} name={client.name} />
        </strong>
        <small>{client.email ?? (client.phone ? phone(client.phone) : t('No contact yet'))}</small>
      </span>
    </span>
  );
}
