import { Button, Modal } from '@mantine/core';
import { IconCheck, IconCopy, IconKeyOff } from '@tabler/icons-react';
import { useMemo, useState } from 'react';

import { apiKeysPage, bulkApiKeys, getApiKey } from '@/api/office';
import { createApiKey, revokeApiKey } from '@/api/staff';
import type { ApiKey, IssuedApiKey } from '@/api/types';
import { dateTime } from '@/lib/format';
import { t } from '@/lib/i18n';
import { platform } from '@/platform';
import { FieldErrors } from '@/transport';
import { TimeAgo } from '@/ui/TimeAgo';

import classes from './cells.module.css';
import { outcomesOf } from './resource/bulk';
import { Facts } from './resource/Facts';
import { ResourceScreen } from './resource/ResourceScreen';
import { listOf, textOf } from './resource/values';
import type { Resource } from './resource/types';

/** What a key may be good for, by the names on the wire. */
const scopes = { write: 'chat:write', read: 'chat:read' } as const;

/** The keys that chatbots use. */
export function ApiKeysScreen() {
  const [issued, setIssued] = useState<IssuedApiKey | null>(null);
  const resource = useMemo(() => keyResource(setIssued), []);
  return (
    <>
      <ResourceScreen resource={resource} />
      <Modal
        opened={issued !== null}
        onClose={() => setIssued(null)}
        title={issued ? t('The key for {name}', { name: issued.name }) : ''}
        closeOnClickOutside={false}
        closeButtonProps={{ 'aria-label': t('Close') }}
      >
        {issued && <ShownOnce secret={issued.key} onClose={() => setIssued(null)} />}
      </Modal>
    </>
  );
}

function ShownOnce({ secret, onClose }: { secret: string; onClose: () => void }) {
  const [copied, setCopied] = useState(false);
  const { copyText } = platform;
  return (
    <div className={classes['key']}>
      <p>{t('Copy it now: it is shown this once and cannot be read again.')}</p>
      <code className={classes['secret']} data-testid="issued-key">
        {secret}
      </code>
      <p className={classes['small']}>{t('The chatbot sends it as “Authorization: Bearer …”.')}</p>
      {copyText && (
        <Button
          leftSection={copied ? <IconCheck size={16} /> : <IconCopy size={16} />}
          onClick={() => void copyText(secret).then(() => setCopied(true))}
          data-autofocus
        >
          {copied ? t('Copied') : t('Copy the key')}
        </Button>
      )}
      <Button variant="default" onClick={onClose}>
        {t('I have kept it')}
      </Button>
    </div>
  );
}

function keyResource(onIssued: (key: IssuedApiKey) => void): Resource<ApiKey> {
  return {
    key: 'api-keys',
    path: '/admin/api-keys/',
    title: t('API keys'),
    newLabel: t('New API key'),
    explain: t('A chatbot posts and reads conversations with a key. A revoked key stops within seconds.'),
    rowId: ({ id }) => id,
    rowName: ({ name }) => name,
    quiet: ({ revoked_at }) => revoked_at !== null,
    list: apiKeysPage,
    get: getApiKey,
    history: 'api_key',
    order: '-created_at',
    exports: 'api_keys',
    search: t('Search name or beginning'),
    filters: [
      {
        kind: 'choice',
        name: 'active',
        label: t('State'),
        options: [
          { value: 'true', label: t('Works') },
          { value: 'false', label: t('Revoked') },
        ],
      },
      {
        kind: 'choice',
        name: 'scope',
        label: t('Scope'),
        options: [
          { value: scopes.write, label: t('Post messages') },
          { value: scopes.read, label: t('Read conversations') },
        ],
      },
    ],
    columns: [
      {
        id: 'name',
        label: t('Key'),
        width: 'minmax(170px, 2fr)',
        sort: 'name',
        render: ({ name, prefix }) => (
          <span className={classes['two']}>
            <strong>{name}</strong>
            <small className={classes['mono']}>{prefix}…</small>
          </span>
        ),
      },
      { id: 'scopes', label: t('Scopes'), width: 'minmax(120px, 1fr)', render: ({ scopes }) => scopes.join(', ') },
      {
        id: 'limit',
        label: t('Limit'),
        width: '130px',
        from: 820,
        render: ({ rate_limit }) => limitOf(rate_limit),
      },
      {
        id: 'used',
        label: t('Last used'),
        width: '120px',
        from: 700,
        sort: 'last_used_at',
        sortFirst: 'down',
        render: ({ last_used_at, revoked_at }) => {
          if (revoked_at) return t('Revoked');
          return last_used_at ? <TimeAgo at={last_used_at} suffix /> : t('Never');
        },
      },
      {
        id: 'created',
        label: t('Created'),
        width: '110px',
        from: 820,
        sort: 'created_at',
        sortFirst: 'down',
        render: ({ created_at }) => <TimeAgo at={created_at} suffix />,
      },
    ],
    compact: ({ name, scopes, revoked_at }) => (
      <span className={classes['compact']}>
        <strong>{name}</strong>
        <small>{revoked_at ? t('Revoked') : scopes.join(', ')}</small>
      </span>
    ),
    form: {
      createLabel: t('Create API key'),
      fields: [
        { name: 'name', label: t('What it is for'), kind: 'text', required: true, help: t('Such as the website it serves') },
        {
          name: 'scopes',
          label: t('What it may do'),
          kind: 'checks',
          options: [
            { value: scopes.write, label: t('Post messages'), help: scopes.write },
            { value: scopes.read, label: t('Read conversations'), help: scopes.read },
          ],
        },
        { name: 'rate_limit', label: t('Requests a minute'), kind: 'number', help: t('Empty: the desk’s default') },
      ],
      valuesOf: () => ({ name: '', scopes: [scopes.write], rate_limit: '' }),
      create: async (values) => {
        const limit = textOf(values, 'rate_limit');
        if (!/^\d*$/.test(limit)) throw new FieldErrors({ rate_limit: t('Enter a whole number, or leave it empty.') }, null);
        const issued = await createApiKey({
          name: textOf(values, 'name'),
          scopes: listOf(values, 'scopes'),
          ...(limit ? { rate_limit: Number(limit) } : {}),
        });
        onIssued(issued);
      },
    },
    detail: (key) => <KeyDetail apiKey={key} />,
    actions: [
      {
        label: t('Revoke'),
        icon: <IconKeyOff size={16} />,
        danger: true,
        shown: ({ revoked_at }) => revoked_at === null,
        confirm: ({ name }) => ({
          title: t('Revoke the key {name}?', { name }),
          text: t('Every chatbot that uses it is refused from now on. A revoked key cannot come back.'),
        }),
        run: ({ id }) => revokeApiKey(id),
        done: ({ name }) => t('The key {name} is revoked.', { name }),
        many: {
          title: (count) => t('Revoke {count} keys?', { count }),
          text: t('Every chatbot that uses them is refused from now on. A revoked key cannot come back.'),
          send: async (keys) => {
            const ids = keys.map(({ id }) => id);
            return outcomesOf(ids, await bulkApiKeys(ids));
          },
        },
      },
    ],
  };
}

function KeyDetail({ apiKey }: { apiKey: ApiKey }) {
  const { prefix, scopes, rate_limit, created_at, last_used_at, revoked_at } = apiKey;
  return (
    <Facts
      facts={[
        [t('Begins with'), <code key="prefix">{prefix}…</code>],
        [t('Scopes'), scopes.join(', ')],
        [t('Limit'), limitOf(rate_limit)],
        [t('Created'), dateTime(created_at)],
        [t('Last used'), last_used_at ? dateTime(last_used_at) : t('Never')],
        [t('Revoked'), revoked_at && dateTime(revoked_at)],
      ]}
    />
  );
}

const limitOf = (limit: number | null) => (limit === null ? t('Desk default') : t('{n} a minute', { n: limit }));
