import { answer, api, done } from './call';
import type { CreateView, Page, SavedView, ViewValues } from './types';

const of = (id: string) => ({ path: { id } });
/** Free JSON, as the document types it. */
const free = (definition: Record<string, unknown>) => definition as Record<string, never>;

export const listViews = (signal: AbortSignal): Promise<Page<SavedView>> => answer(api.GET('/api/v1/views/', { signal }));
export const createView = (view: CreateView): Promise<SavedView> =>
  answer(api.POST('/api/v1/views/', { body: { ...view, definition: free(view.definition) } }));
const values = ({ definition, ...rest }: ViewValues) => ({ ...rest, ...(definition ? { definition: free(definition) } : {}) });

/** Changes a view that still is what was seen of it. */
export const updateView = (id: string, change: ViewValues, seen: ViewValues): Promise<SavedView> =>
  answer(api.PATCH('/api/v1/views/{id}/', { params: of(id), body: { ...values(change), expected: values(seen) } }));
/** Deletes a view that still is what was seen of it. */
export const deleteView = (id: string, seen: ViewValues) =>
  done(api.DELETE('/api/v1/views/{id}/', { params: of(id), body: { expected: values(seen) } }));
