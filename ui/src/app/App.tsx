import { MantineProvider, type MantineColorSchemeManager } from '@mantine/core';
import { Notifications } from '@mantine/notifications';
import { QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { useEffect } from 'react';

import { createQueryClient } from '@/api/query-client';
import { preferences } from '@/platform';
import { onKey } from '@/ui/shortcuts';
import { theme, variables } from '@/ui/theme';

import { createAppRouter } from './router';

const cache = createQueryClient(() => leave());
const router = createAppRouter(cache);

/** The login is gone: go and log in again, and come back to where one was. */
function leave() {
  const { pathname, searchStr } = router.state.location;
  if (pathname.startsWith('/dashboard/login')) return;
  void router.navigate({ to: '/dashboard/login/', search: { next: pathname + searchStr, ended: true } });
}

/** Keeps the chosen scheme where the platform keeps small things. */
const scheme: MantineColorSchemeManager = {
  get: (fallback) => {
    const kept = preferences.read('scheme');
    return kept === 'light' || kept === 'dark' || kept === 'auto' ? kept : fallback;
  },
  set: (value) => preferences.write('scheme', value),
  subscribe: () => undefined,
  unsubscribe: () => undefined,
  clear: () => preferences.write('scheme', 'auto'),
};

export function App() {
  useEffect(() => {
    document.addEventListener('keydown', onKey);
    return () => document.removeEventListener('keydown', onKey);
  }, []);

  return (
    <MantineProvider theme={theme} cssVariablesResolver={variables} defaultColorScheme="auto" colorSchemeManager={scheme}>
      <Notifications position="bottom-center" limit={3} />
      <QueryClientProvider client={cache}>
        <RouterProvider router={router} />
      </QueryClientProvider>
    </MantineProvider>
  );
}
