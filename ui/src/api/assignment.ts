import { useQuery } from '@tanstack/react-query';

import { answer, api } from './call';
import { keys } from './keys';

const suggestAssignee = (id: string, signal: AbortSignal) =>
  answer(api.POST('/api/v1/clients/{id}/suggest-assignee/', { params: { path: { id } }, signal }));

/** Who should work a client, the best first; asked only while it is wanted. */
export const useSuggestions = (id: string | undefined, wanted: boolean) =>
  useQuery({
    queryKey: keys.clientPart(id ?? '', 'suggestions'),
    queryFn: ({ signal }) => suggestAssignee(id ?? '', signal),
    enabled: wanted && id !== undefined,
  });
