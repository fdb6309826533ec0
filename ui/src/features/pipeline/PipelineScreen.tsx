import { useNavigate, useSearch } from '@tanstack/react-router';

import { t } from '@/lib/i18n';

import { Desk } from './Desk';

/** The pipeline of whoever is logged in: a board, until somebody wants a table. */
export function PipelineScreen() {
  const search = useSearch({ from: '/desk/dashboard/pipeline' });
  const navigate = useNavigate({ from: '/dashboard/pipeline' });
  return (
    <Desk
      title={t('Pipeline')}
      home="board"
      search={search}
      onChange={(change) => void navigate({ search: (old) => ({ ...old, ...change }), replace: true })}
      onGo={(next) => void navigate({ search: next })}
    />
  );
}
