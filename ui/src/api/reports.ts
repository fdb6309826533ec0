import { answer, api } from './call';

/** Days of a report, both included, as UTC counts them: `2026-03-02`. */
export interface ReportDays {
  from: string;
  until: string;
}

export const funnelReport = (query: ReportDays, signal: AbortSignal) =>
  answer(api.GET('/api/v1/reports/funnel/', { params: { query }, signal }));
export const reasonsReport = (query: ReportDays, signal: AbortSignal) =>
  answer(api.GET('/api/v1/reports/reasons/', { params: { query }, signal }));
export const firstTouchReport = (query: ReportDays, signal: AbortSignal) =>
  answer(api.GET('/api/v1/reports/first-touch/', { params: { query }, signal }));
export const loadReport = (query: ReportDays, signal: AbortSignal) =>
  answer(api.GET('/api/v1/reports/load/', { params: { query }, signal }));
export const sourcesReport = (query: ReportDays, signal: AbortSignal) =>
  answer(api.GET('/api/v1/reports/sources/', { params: { query }, signal }));
