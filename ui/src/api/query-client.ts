import { notifyManager, QueryCache, QueryClient } from '@tanstack/react-query';

import { needsServer, RequestFailed, RequestProblem, Unreachable } from '@/transport';

/** Whether an error says that nobody is logged in any more. */
export const isSessionExpired = (error: unknown) =>
  error instanceof RequestProblem && error.status === 401;

/** Whether another try may help: no answer, or a server that is busy or broken. */
export function isWorthRetrying(failures: number, error: unknown): boolean {
  if (failures >= 2 || needsServer(error)) return false;
  if (error instanceof Unreachable) return true;
  return error instanceof RequestFailed && error.status >= 500;
}

// What is shown at once is shown in the frame of the deed: the default would wait for a timer first.
notifyManager.setScheduler(queueMicrotask);

/** The cache of what the server said. `onSessionExpired` runs when any read finds the login gone. */
export function createQueryClient(onSessionExpired: () => void): QueryClient {
  return new QueryClient({
    queryCache: new QueryCache({
      onError: (error) => {
        if (isSessionExpired(error)) onSessionExpired();
      },
    }),
    defaultOptions: {
      queries: {
        staleTime: 30_000,
        gcTime: 10 * 60_000,
        retry: isWorthRetrying,
        retryDelay: (failures) => 400 * 2 ** failures,
        // The browser's word on being offline is often wrong, and the desktop answers without it.
        networkMode: 'always',
      },
      mutations: { networkMode: 'always', retry: false },
    },
  });
}
