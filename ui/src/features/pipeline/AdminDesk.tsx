import { useNavigate, useSearch } from '@tanstack/react-router';

import { t } from '@/lib/i18n';

import { Desk } from './Desk';

/** All clients of the desk: who is new, who works whom, where everything stands. */
export function AdminDesk() {
  const search = useSearch({ from: '/desk/dashboard/admin' });
  const navigate = useNavigate({ from: '/dashboard/admin' });
  return (
    <Desk
      title={t('All clients')}
      home="table"
      search={search}
      onChange={(change) => void navigate({ search: (old) => ({ ...old, ...change }), replace: true })}
      onGo={(next) => void navigate({ search: next })}
    />
  );
}
