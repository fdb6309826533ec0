import { MantineProvider, type MantineColorSchemeManager } from '@mantine/core';
import { Notifications } from '@mantine/notifications';
import { QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { useEffect } from 'react';

import { deviceQuery, isOpen, keepsCopy, onAsk } from '@/api/device';
import { keys } from '@/api/keys';
import { createQueryClient } from '@/api/query-client';
import { preferences } from '@/platform';
import { needsServer } from '@/transport';
import { guardDrafts } from '@/ui/drafts';
import { onKey, onKeyFirst } from '@/ui/shortcuts';
import { theme, variables } from '@/ui/theme';

import { keepFocus } from './focus';
import { createAppRouter } from './router';
import { openCheatSheet } from './shell/cheat-sheet';

const cache = createQueryClient(() => leave());
const router = createAppRouter(cache);
// The first thing every route of the app asks for.
if (keepsCopy) void cache.query(deviceQuery).catch(() => undefined);

/** The login is gone: go and log in again, and come back to where one was. */
function leave() {
  const { pathname, searchStr } = router.state.location;
  if (pathname.startsWith('/dashboard/login')) return;
  void router.navigate({ to: '/dashboard/login/', search: { next: pathname + searchStr, ended: true } });
}

/** Does what the app around the page asks for: a menu's entry, a link, news of the copy. */
function followApp() {
  return onAsk((ask) => {
    if (ask.kind === 'go') void router.navigate({ to: ask.path });
    else if (ask.kind === 'shortcuts') openCheatSheet();
    else void heedDevice();
  });
}

async function heedDevice() {
  await cache.invalidateQueries({ queryKey: deviceQuery.queryKey });
  void cache.invalidateQueries({ queryKey: keys.outbox });
  const report = cache.getQueryData(deviceQuery.queryKey);
  // What only the server has is asked for again once it is there.
  if (report?.sync?.state !== 'offline') void cache.invalidateQueries({ predicate: ({ state }) => needsServer(state.error) });
  // The desk was closed under the page: its route leads to what is there now.
  if (report && !isOpen(report) && !router.state.location.pathname.startsWith('/start')) void router.invalidate();
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
    window.addEventListener('keydown', onKeyFirst, true);
    document.addEventListener('keydown', onKey);
    return () => {
      window.removeEventListener('keydown', onKeyFirst, true);
      document.removeEventListener('keydown', onKey);
    };
  }, []);

  useEffect(followApp, []);
  useEffect(guardDrafts, []);
  useEffect(() => keepFocus(router), []);

  return (
    <MantineProvider theme={theme} cssVariablesResolver={variables} defaultColorScheme="auto" colorSchemeManager={scheme}>
      <Notifications position="bottom-center" limit={3} />
      <QueryClientProvider client={cache}>
        <RouterProvider router={router} />
      </QueryClientProvider>
    </MantineProvider>
  );
}
