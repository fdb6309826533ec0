import { useNavigate, useSearch } from '@tanstack/react-router';
import { useCallback } from 'react';

import type { ClientSearch } from '@/lib/search';

const route = '/desk/dashboard/client/$clientId';

/** What of the page is seen, as its address tells it, and the way to another part: a link and a reload lead to the same. */
export function usePart(): [ClientSearch, (change: ClientSearch) => void] {
  const search = useSearch({ from: route });
  const navigate = useNavigate({ from: '/dashboard/client/$clientId' });
  const show = useCallback(
    (change: ClientSearch) => void navigate({ search: (before) => ({ ...before, told: undefined, ...change }), replace: true, resetScroll: false }),
    [navigate],
  );
  return [search, show];
}
