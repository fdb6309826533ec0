import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';

import { keys } from '@/api/keys';
import type { CreateView, SavedView, ViewValues } from '@/api/types';
import { createView, deleteView, listViews, updateView } from '@/api/views';

export const useViews = () =>
  useQuery({ queryKey: keys.views, queryFn: async ({ signal }) => (await listViews(signal)).results.filter(({ screen }) => screen === 'clients') });

interface ViewChange {
  id: string;
  change: ViewValues;
  /** What was seen of what is changed. */
  seen: ViewValues;
}

export function useViewChanges() {
  const cache = useQueryClient();
  // Where somebody else was faster, what stands is to be seen as well.
  const onSettled = () => cache.invalidateQueries({ queryKey: keys.views });
  return {
    create: useMutation({ mutationFn: (view: CreateView) => createView({ ...view, screen: 'clients' }), onSettled }),
    update: useMutation({ mutationFn: ({ id, change, seen }: ViewChange) => updateView(id, change, seen), onSettled }),
    remove: useMutation({
      mutationFn: ({ id, name, shared, definition }: SavedView) => deleteView(id, { name, shared, definition }),
      onSettled,
    }),
  };
}
