import { Button, Modal } from '@mantine/core';
import { IconCheck, IconCopy, IconKeyOff } from '@tabler/icons-react';
import { useMemo, useState } from 'react';

import { createApiKey, listApiKeys, revokeApiKey } from '@/api/staff';
import type { ApiKey, IssuedApiKey } from '@/api/types';
import { platform } from '@/platform';
import { FieldErrors } from '@/transport';
import { TimeAgo } from '@/ui/TimeAgo';

import classes from './cells.module.css';
import { ResourceScreen } from './resource/ResourceScreen';
import type { Resource } from './resource/types';

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
        title={issued ? `The key for ${issued.name}` : ''}
        closeOnClickOutside={false}
        closeButtonProps={{ 'aria-label': 'Close' }}
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
      <p>Copy it now: it is shown this once and cannot be read again.</p>
      <code className={classes['secret']} data-testid="issued-key">
        {secret}
      </code>
      <p className={classes['small']}>The chatbot sends it as “Authorization: Bearer …”.</p>
      {copyText && (
        <Button
          leftSection={copied ? <IconCheck size={16} /> : <IconCopy size={16} />}
          onClick={() => void copyText(secret).then(() => setCopied(true))}
          data-autofocus
        >
          {copied ? 'Copied' : 'Copy the key'}
        </Button>
      )}
      <Button variant="default" onClick={onClose}>
        I have kept it
      </Button>
    </div>
  );
}

function keyResource(onIssued: (key: IssuedApiKey) => void): Resource<ApiKey> {
  return {
    key: 'api-keys',
    path: '/admin/api-keys/',
    title: 'API keys',
    one: 'API key',
    explain: 'A chatbot posts and reads conversations with a key. A revoked key stops within seconds.',
    rowId: ({ id }) => id,
    rowName: ({ name }) => name,
    quiet: ({ revoked_at }) => revoked_at !== null,
    list: (_query, signal) => listApiKeys(signal),
    columns: [
      {
        id: 'name',
        label: 'Key',
        width: 'minmax(170px, 2fr)',
        render: ({ name, prefix }) => (
          <span className={classes['two']}>
            <strong>{name}</strong>
            <small className={classes['mono']}>{prefix}…</small>
          </span>
        ),
      },
      { id: 'scopes', label: 'Scopes', width: 'minmax(120px, 1fr)', render: ({ scopes }) => scopes.join(', ') },
      {
        id: 'limit',
        label: 'Limit',
        width: '130px',
        from: 820,
        render: ({ rate_limit }) => (rate_limit === null ? 'Desk default' : `${rate_limit} a minute`),
      },
      {
        id: 'used',
        label: 'Last used',
        width: '120px',
        from: 700,
        render: ({ last_used_at, revoked_at }) => {
          if (revoked_at) return 'Revoked';
          return last_used_at ? <TimeAgo at={last_used_at} suffix /> : 'Never';
        },
      },
    ],
    compact: ({ name, scopes, revoked_at }) => (
      <span className={classes['compact']}>
        <strong>{name}</strong>
        <small>{revoked_at ? 'Revoked' : scopes.join(', ')}</small>
      </span>
    ),
    form: {
      fields: [
        { name: 'name', label: 'What it is for', kind: 'text', required: true, help: 'Such as the website it serves' },
        {
          name: 'scopes',
          label: 'What it may do',
          kind: 'checks',
          options: [
            { value: 'chat:write', label: 'Post messages', help: 'chat:write' },
            { value: 'chat:read', label: 'Read conversations', help: 'chat:read' },
          ],
        },
        { name: 'rate_limit', label: 'Requests a minute', kind: 'number', help: 'Empty: the desk’s default' },
      ],
      valuesOf: () => ({ name: '', scopes: ['chat:write'], rate_limit: '' }),
      create: async ({ name, scopes, rate_limit }) => {
        const limit = typeof rate_limit === 'string' ? rate_limit.trim() : '';
        if (!/^\d*$/.test(limit)) throw new FieldErrors({ rate_limit: 'Enter a whole number, or leave it empty.' }, null);
        const issued = await createApiKey({
          name: typeof name === 'string' ? name.trim() : '',
          scopes: Array.isArray(scopes) ? scopes : [],
          ...(limit ? { rate_limit: Number(limit) } : {}),
        });
        onIssued(issued);
        return issued;
      },
    },
    actions: [
      {
        label: 'Revoke',
        icon: <IconKeyOff size={16} />,
        danger: true,
        shown: ({ revoked_at }) => revoked_at === null,
        confirm: ({ name }) => ({
          title: `Revoke the key ${name}?`,
          text: 'Every chatbot that uses it is refused from now on. A revoked key cannot come back.',
        }),
        run: ({ id }) => revokeApiKey(id),
        done: ({ name }) => `The key ${name} is revoked.`,
      },
    ],
  };
}
