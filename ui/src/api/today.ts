import { queryOptions } from '@tanstack/react-query';

import { answer, api } from './call';
import { keys } from './keys';

/** What is next: for oneself (`me`), a user by id, or everybody (`all`). */
export const todayQuery = (assigned_to: string) =>
  queryOptions({
    queryKey: keys.todayOf(assigned_to),
    queryFn: ({ signal }) => answer(api.GET('/api/v1/today/', { params: { query: { assigned_to } }, signal })),
  });
