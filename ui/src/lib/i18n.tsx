/**
 * The words of the screens. The English sentence is the key, as in gettext; `locales/` holds the other
 * languages, and of English what a number changes. The language is fixed before the app's modules load
 * (`speak`), so that what a module says once may call `t` as well; another language is a new page.
 */

import i18next, { type FormatterModule } from 'i18next';
import { Fragment, type ReactNode } from 'react';

import english from '@/locales/en';

import { numberFormat } from './intl';

/** The languages there are, each by its own name. */
export const languages = { en: 'English', es: 'Español' } as const;
export type Language = keyof typeof languages;

export type Catalogue = Record<string, string>;

/** A language's words for the way in, and those of the desk; `server` names the sentences that the server says. */
interface Words {
  entrance: () => Promise<{ default: Catalogue }>;
  desk: () => Promise<{ default: Catalogue; server: readonly string[] }>;
}

const catalogues: Record<Exclude<Language, 'en'>, Words> = {
  es: { entrance: () => import('@/locales/es'), desk: () => import('@/locales/es/desk') },
};

/** Writes numbers as the reader does, `count` included. */
const formatter: FormatterModule = {
  type: 'formatter',
  init: () => undefined,
  add: () => undefined,
  addCached: () => undefined,
  format: (value: unknown) => (typeof value === 'number' ? numberFormat(locale(), {}).format(value) : String(value)),
};

void i18next.use(formatter).init({
  lng: 'en',
  fallbackLng: 'en',
  // A sentence has dots and colons of its own.
  keySeparator: false,
  nsSeparator: false,
  contextSeparator: ' ',
  resources: { en: { translation: english } },
  initAsync: false,
  interpolation: {
    prefix: '{',
    suffix: '}',
    // React escapes what it shows.
    escapeValue: false,
    alwaysFormat: true,
  },
});

/** What the browser speaks; tests run without one. */
const browser = 'navigator' in globalThis ? navigator.language : 'en-US';

/** The language of the page. */
export const language = (): Language => (i18next.language === 'es' ? 'es' : 'en');

/** The locale of dates and numbers: the desk is a US one, whatever it speaks. */
export function locale(): string {
  if (language() === 'es') return 'es-US';
  return browser.startsWith('en') ? browser : 'en-US';
}

/** What the reader chose, else what the browser speaks. */
export function preferredLanguage(chosen: string | null): Language {
  if (chosen === 'en' || chosen === 'es') return chosen;
  return browser.startsWith('es') ? 'es' : 'en';
}

/** Speaks a language from now on. A catalogue that does not arrive leaves the page in English. */
export async function speak(wanted: Language): Promise<void> {
  if (wanted === 'en') return;
  try {
    const { default: catalogue } = await catalogues[wanted].entrance();
    i18next.addResourceBundle(wanted, 'translation', catalogue);
    await i18next.changeLanguage(wanted);
    plain.clear();
    document.documentElement.lang = wanted;
  } catch {
    // English is in the page.
  }
}

let wholly: Promise<void> | undefined;

/** Has all words of the page's language: what a screen of the desk waits for before its modules load. */
export const speakWholly = (): Promise<void> => (wholly ??= readDesk());

async function readDesk(): Promise<void> {
  const spoken = language();
  if (spoken === 'en') return;
  try {
    const { default: catalogue, server } = await catalogues[spoken].desk();
    i18next.addResourceBundle(spoken, 'translation', catalogue, true);
    known = server.filter((sentence) => sentence.includes('{')).map(pattern);
  } catch {
    // The next screen tries again; until then it is in English.
    wholly = undefined;
  }
}

type Values = Record<string, string | number>;

/** A sentence in the page's language. `{name}` takes a value; `count` also chooses the plural. */
export function t(sentence: string, values?: Values): string {
  if (values) return i18next.t(sentence, values);
  const known = plain.get(sentence) ?? i18next.t(sentence);
  plain.set(sentence, known);
  return known;
}

/** Sentences without a value, looked up once: a list says the same ones in every row. */
const plain = new Map<string, string>();

/** What the server says with a number or a name in it, as a pattern that finds them. */
let known: readonly [found: RegExp, sentence: string][] = [];

function pattern(sentence: string): [RegExp, string] {
  const found = sentence.replaceAll(/[.*+?^$()|[\]\\]/g, '\\$&').replaceAll(/\{(\w+)\}/g, '(?<$1>.+?)');
  return [new RegExp(`^${found}$`, 'u'), sentence];
}

/** A sentence of the server in the page's language; as it came where the catalogue has none. */
export function heard(sentence: string): string {
  if (language() === 'en') return sentence;
  if (i18next.exists(sentence)) return t(sentence);
  for (const [found, key] of known) {
    const values = found.exec(sentence)?.groups;
    if (values) return t(key, { ...values });
  }
  return sentence;
}

/** As `t`, where a value is an element: `words('Moved by {who}', { who: <b>Ana</b> })`. */
export function words(sentence: string, nodes: Record<string, ReactNode>, values: Values = {}): ReactNode {
  // The elements' places survive the interpolation as they stand.
  const places = Object.fromEntries(Object.keys(nodes).map((name) => [name, `{${name}}`]));
  return t(sentence, { ...values, ...places })
    .split(/(\{\w+\})/)
    .map((part, index) => {
      const name = /^\{(\w+)\}$/.exec(part)?.[1];
      return <Fragment key={index}>{name !== undefined && name in nodes ? nodes[name] : part}</Fragment>;
    });
}
