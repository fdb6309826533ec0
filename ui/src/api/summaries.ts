import { answer, api, type QueryOf } from './call';
import type { Board, ClientSummary, Page } from './types';

export type SummaryFilter = QueryOf<'list_client_summaries'>;
export type BoardFilter = QueryOf<'client_board'>;

export const listSummaries = (query: SummaryFilter, signal: AbortSignal | null = null): Promise<Page<ClientSummary>> =>
  answer(api.GET('/api/v1/clients/summaries/', { params: { query }, signal }));
/** The pipeline with the newest arrivals of each stage. */
export const clientBoard = (query: BoardFilter, signal: AbortSignal): Promise<Board> =>
  answer(api.GET('/api/v1/clients/board/', { params: { query }, signal }));
/** How many a filter lets through, loaded or not. */
export async function countSummaries(filter: SummaryFilter): Promise<number> {
  const { count } = await answer(api.GET('/api/v1/clients/summaries/', { params: { query: { ...filter, limit: 1, count: true } } }));
  return count ?? 0;
}
