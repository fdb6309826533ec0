import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';

import { keys } from '@/api/keys';
import type { CreateView, SavedView, UpdateView } from '@/api/types';
import { createView, deleteView, listViews, updateView } from '@/api/views';

export const useViews = () =>
  useQuery({ queryKey: keys.views, queryFn: async ({ signal }) => (await listViews(signal)).results.filter(({ screen }) => screen === 'clients') });

export function useViewChanges() {
  const cache = useQueryClient();
  const onSuccess = () => cache.invalidateQueries({ queryKey: keys.views });
  return {
    create: useMutation({ mutationFn: (view: CreateView) => createView({ ...view, screen: 'clients' }), onSuccess }),
    update: useMutation({ mutationFn: ({ id, change }: { id: string; change: UpdateView }) => updateView(id, change), onSuccess }),
    remove: useMutation({ mutationFn: ({ id }: SavedView) => deleteView(id), onSuccess }),
  };
}
