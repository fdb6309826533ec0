import { Link } from '@tanstack/react-router';

import { useCan, useDirectory } from '@/api/session';
import type { AuditRow, UserRef } from '@/api/types';
import { t } from '@/lib/i18n';
import { ClientName } from '@/ui/desk/ClientName';

import classes from './refs.module.css';

/** A client's name, as the way to the client. */
export function ClientLink({ id, name }: { id: string; name: string | null | undefined }) {
  return (
    <Link className={classes['link'] ?? ''} to="/dashboard/client/$clientId/" params={{ clientId: id }}>
      {name ?? t('Unnamed visitor')}
    </Link>
  );
}

/** A client of whom a row only knows the id, as the way to the client. */
export function KnownClientLink({ id, otherwise = t('Known client') }: { id: string; otherwise?: string }) {
  return (
    <Link className={classes['link'] ?? ''} to="/dashboard/client/$clientId/" params={{ clientId: id }}>
      <ClientName id={id} otherwise={otherwise} />
    </Link>
  );
}

/** A user's name; for those who manage users, the way to the user. */
export function UserLink({ user }: { user: UserRef }) {
  const name = user.name || user.email;
  return useCan()('user.manage') ? (
    <Link className={classes['link'] ?? ''} to="/admin/users/" search={{ open: user.id }}>
      {name}
    </Link>
  ) : (
    name
  );
}

/** A role's name; for those who manage roles, the way to the role. */
export function RoleLink({ role: { id, name } }: { role: { id: string; name: string } }) {
  return useCan()('role.manage') ? (
    <Link className={classes['link'] ?? ''} to="/admin/roles/" search={{ open: id }}>
      {name}
    </Link>
  ) : (
    name
  );
}

/** A conversation by the start of its id, as the way to it. */
export function SessionLink({ id }: { id: string }) {
  return (
    <Link className={classes['link'] ?? ''} to="/admin/chat/" search={{ session: id }}>
      {id.slice(0, 8)}
    </Link>
  );
}

/** A thing that the log names, as the way to it where it has one. */
export function EntityLink({ row }: { row: AuditRow }) {
  const { entity_kind: kind, entity_id: id } = row;
  const may = useCan();
  const people = useDirectory().data;
  const person = kind === 'user' ? people?.find((one) => one.id === id) : undefined;
  const name = person?.name ?? entityName(row);
  if (kind === 'client') return <KnownClientLink id={id} otherwise={name} />;
  if (kind === 'session' && may('chat.view')) return <SessionLink id={id} />;
  const place = entityPlaces[kind];
  if (!place || !may(place.need)) return name;
  return (
    <Link className={classes['link'] ?? ''} to={place.to} search={{ open: id }}>
      {name}
    </Link>
  );
}

/** What the log calls a thing: by its name where the change tells one, else by the end of its id: all begin with the time. */
function entityName({ before, after, entity_id }: AuditRow): string {
  for (const state of [after, before]) {
    for (const field of ['name', 'email', 'title', 'key']) {
      const value = isRecord(state) ? state[field] : undefined;
      if (typeof value === 'string' && value) return value;
    }
  }
  return entity_id.length > 30 ? entity_id.slice(-8) : entity_id;
}

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;

const entityPlaces: Record<string, { to: '/admin/users/' | '/admin/roles/' | '/admin/api-keys/'; need: 'user.manage' | 'role.manage' | 'api_key.manage' }> = {
  user: { to: '/admin/users/', need: 'user.manage' },
  role: { to: '/admin/roles/', need: 'role.manage' },
  api_key: { to: '/admin/api-keys/', need: 'api_key.manage' },
};
