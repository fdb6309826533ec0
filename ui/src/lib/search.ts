/** What stands in the address bar behind `?`, read leniently: what is not understood is dropped. */

export interface LoginSearch {
  next?: string | undefined;
  ended?: boolean | undefined;
}

export interface DeskSearch {
  q?: string | undefined;
  stage?: string | undefined;
  csm?: string | undefined;
  urgency?: string | undefined;
  sentiment?: string | undefined;
  captured?: string | undefined;
  order?: string | undefined;
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

export const readLoginSearch = (raw: Raw): LoginSearch => ({
  ...text(raw, 'next'),
  ...(raw['ended'] === true ? { ended: true } : {}),
});

export const readDeskSearch = (raw: Raw): DeskSearch =>
  texts(raw, ['q', 'stage', 'csm', 'urgency', 'sentiment', 'captured', 'order']);

export const readAdminSearch = (raw: Raw): AdminSearch =>
  Object.fromEntries(
    Object.entries(raw).flatMap(([name, value]) => {
      if (typeof value === 'boolean' || typeof value === 'number') return [[name, String(value)]];
      return typeof value === 'string' && value !== '' ? [[name, value]] : [];
    }),
  );
