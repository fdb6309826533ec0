import { answer, api, done } from './call';
import type { CreateView, Page, SavedView, UpdateView } from './types';

const of = (id: string) => ({ path: { id } });
/** Free JSON, as the document types it. */
const free = (definition: Record<string, unknown>) => definition as Record<string, never>;

export const listViews = (signal: AbortSignal): Promise<Page<SavedView>> => answer(api.GET('/api/v1/views/', { signal }));
export const createView = (view: CreateView): Promise<SavedView> =>
  answer(api.POST('/api/v1/views/', { body: { ...view, definition: free(view.definition) } }));
export const updateView = (id: string, { definition, ...change }: UpdateView): Promise<SavedView> =>
  answer(api.PATCH('/api/v1/views/{id}/', { params: of(id), body: { ...change, ...(definition ? { definition: free(definition) } : {}) } }));
export const deleteView = (id: string) => done(api.DELETE('/api/v1/views/{id}/', { params: of(id) }));
