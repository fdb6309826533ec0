/** What stands in the address bar behind `?`, read leniently: what is not understood is dropped. */

export interface LoginSearch {
  next?: string | undefined;
  ended?: boolean | undefined;
}

/** What narrows and orders the lists of clients: each part one field of the server's filter. */
export interface DeskSearch {
  q?: string | undefined;
  stage?: string | undefined;
  /** People's ids, separated by commas; `none` for clients nobody works. */
  csm?: string | undefined;
  urgency?: string | undefined;
  sentiment?: string | undefined;
  captured?: string | undefined;
  source?: string | undefined;
  intent?: string | undefined;
  loan_type?: string | undefined;
  extraction?: string | undefined;
  loan_amount_min?: number | undefined;
  loan_amount_max?: number | undefined;
  property_value_min?: number | undefined;
  property_value_max?: number | undefined;
  income_min?: number | undefined;
  income_max?: number | undefined;
  credit_score_min?: number | undefined;
  credit_score_max?: number | undefined;
  stale?: number | undefined;
  /** Days as `2026-03-01`, or so many days back from today as `-7d`. */
  created_after?: string | undefined;
  created_before?: string | undefined;
  captured_after?: string | undefined;
  captured_before?: string | undefined;
  stage_changed_after?: string | undefined;
  stage_changed_before?: string | undefined;
  last_message_after?: string | undefined;
  last_message_before?: string | undefined;
  unread?: true | undefined;
  seen?: true | undefined;
  worked?: true | undefined;
  no_next_action?: true | undefined;
  order?: string | undefined;
  /** `board` or `table`, where a screen has both. */
  as?: string | undefined;
  /** The saved view that was opened. */
  view?: string | undefined;
}

/** What of a client's page is seen. */
export interface ClientSearch {
  /** Which part, where only one fits: `talk`, `facts` or `work`. */
  panel?: string | undefined;
  /** What of the work. */
  tab?: string | undefined;
  /** The notification that led here, which may be about one note. */
  told?: string | undefined;
}

export interface TodaySearch {
  /** Whose day: a user's id or `all`; one's own where it is absent. */
  of?: string | undefined;
  /** What the list is narrowed to. */
  show?: string | undefined;
}

export interface ReportSearch {
  /** A span by its name, such as `30d`. */
  range?: string | undefined;
  /** Days of one's own choice, both included. */
  from?: string | undefined;
  until?: string | undefined;
}

/** A list of the back office: whatever else stands there narrows the list. */
export interface AdminSearch {
  q?: string | undefined;
  /** The row that is open; `new` for one to be made. */
  open?: string | undefined;
  /** Which part of the open row is seen. */
  tab?: string | undefined;
  /** A column's name, with a minus the other way round. */
  order?: string | undefined;
  session?: string | undefined;
  [filter: string]: string | undefined;
}

type Raw = Record<string, unknown>;

const text = (raw: Raw, key: string) => {
  const value = raw[key];
  if (typeof value === 'number') return { [key]: String(value) };
  return typeof value === 'string' && value !== '' ? { [key]: value } : {};
};
const texts = (raw: Raw, names: readonly string[]) =>
  Object.assign({}, ...names.map((name) => text(raw, name))) as Record<string, string>;

const numbers = (raw: Raw, names: readonly string[]) =>
  Object.fromEntries(
    names.flatMap((name) => {
      const value = raw[name] === '' ? Number.NaN : Number(raw[name] ?? Number.NaN);
      return Number.isFinite(value) ? [[name, value]] : [];
    }),
  );
const flags = (raw: Raw, names: readonly string[]) =>
  Object.fromEntries(names.flatMap((name) => (raw[name] === true || raw[name] === 'true' ? [[name, true as const]] : [])));

export const readLoginSearch = (raw: Raw): LoginSearch => ({
  ...text(raw, 'next'),
  ...(raw['ended'] === true ? { ended: true } : {}),
});

const times = ['created', 'captured', 'stage_changed', 'last_message'] as const;
const sums = ['loan_amount', 'property_value', 'income', 'credit_score'] as const;

export const readDeskSearch = (raw: Raw): DeskSearch => ({
  ...texts(raw, ['q', 'stage', 'csm', 'urgency', 'sentiment', 'captured', 'source', 'intent', 'loan_type', 'extraction']),
  ...texts(raw, times.flatMap((name) => [`${name}_after`, `${name}_before`])),
  ...numbers(raw, ['stale', ...sums.flatMap((name) => [`${name}_min`, `${name}_max`])]),
  ...flags(raw, ['unread', 'seen', 'worked', 'no_next_action']),
  ...texts(raw, ['order', 'as', 'view']),
});

export const readClientSearch = (raw: Raw): ClientSearch => texts(raw, ['panel', 'tab', 'told']);

export const readTodaySearch = (raw: Raw): TodaySearch => texts(raw, ['of', 'show']);

export const readReportSearch = (raw: Raw): ReportSearch => texts(raw, ['range', 'from', 'until']);

export const readAdminSearch = (raw: Raw): AdminSearch =>
  Object.fromEntries(
    Object.entries(raw).flatMap(([name, value]) => {
      if (typeof value === 'boolean' || typeof value === 'number') return [[name, String(value)]];
      return typeof value === 'string' && value !== '' ? [[name, value]] : [];
    }),
  );
