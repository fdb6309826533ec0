import { answer, api } from './call';

/** What is next: for oneself (`me`), a user by id, or everybody (`all`). */
export const today = (assigned_to: string, signal: AbortSignal) =>
  answer(api.GET('/api/v1/today/', { params: { query: { assigned_to } }, signal }));
