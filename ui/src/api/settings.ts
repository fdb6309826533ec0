/** Settings of the desk: read, and saved each on its own. */
import { useMutation, useQueryClient } from '@tanstack/react-query';

import { settingsQuery } from './session';
import { updateSettings } from './staff';
import type { Setting } from './types';

interface SaveSetting {
  key: string;
  /** Null goes back to the default. */
  value: unknown;
  /** What the setting was when this was decided: where it is another by now, nothing is overwritten. */
  seen: unknown;
}

/** Sets one setting: shown at once, taken back where it is refused. */
export function useSaveSetting(told: { done: () => void; failed?: (error: unknown) => void }) {
  const cache = useQueryClient();
  const { queryKey } = settingsQuery;
  return useMutation({
    mutationFn: ({ key, value, seen }: SaveSetting) => updateSettings({ [key]: value, expected: { [key]: seen } }),
    onMutate: async ({ key, value }) => {
      await cache.cancelQueries({ queryKey });
      const before = cache.getQueryData<Setting[]>(queryKey);
      cache.setQueryData<Setting[]>(queryKey, (rows) => rows?.map((row) => (row.key === key ? { ...row, value: value ?? row.default } : row)));
      return before;
    },
    onSuccess: () => told.done(),
    onError: (error, _input, before) => {
      cache.setQueryData(queryKey, before);
      told.failed?.(error);
    },
    // What stands now is there before the failure is told.
    onSettled: () => cache.invalidateQueries({ queryKey }),
  });
}
