import { answer, api, type QueryOf } from './call';
import type { Board, ClientSummary, Page } from './types';

export type SummaryFilter = QueryOf<'list_client_summaries'>;
export type BoardFilter = QueryOf<'client_board'>;

export const listSummaries = (query: SummaryFilter, signal: AbortSignal | null = null): Promise<Page<ClientSummary>> =>
  answer(api.GET('/api/v1/clients/summaries/', { params: { query }, signal }));
/** The pipeline with the newest arrivals of each stage. */
export const clientBoard = (query: BoardFilter, signal: AbortSignal): Promise<Board> =>
  answer(api.GET('/api/v1/clients/board/', { params: { query }, signal }));
