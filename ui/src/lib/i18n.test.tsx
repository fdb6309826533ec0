import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

import { t, words } from './i18n';

const source = join(import.meta.dirname, '..');

function files(folder: string, ending: RegExp): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => ending.test(file))
    .map((file) => join(folder, file));
}

const unquote = (literal: string) => literal.replaceAll(/\\(.)/g, '$1');

/** Every sentence the screens say, by the place that says it. */
function spoken(): Map<string, string> {
  const found = new Map<string, string>();
  for (const file of files(source, /\.tsx?$/)) {
    if (/\.test\.tsx?$|lib\/i18n\.tsx$/.test(file)) continue;
    const text = readFileSync(file, 'utf8');
    for (const [, single, double] of text.matchAll(/\b(?:t|words)\(\s*(?:'((?:[^'\\\n]|\\.)*)'|"((?:[^"\\\n]|\\.)*)")/g)) {
      found.set(unquote(single ?? double ?? ''), file.slice(source.length));
    }
  }
  return found;
}

function catalogue(language: string): Map<string, string> {
  const all = new Map<string, string>();
  for (const file of files(join(source, 'locales', language), /\.json$/)) {
    for (const [key, said] of Object.entries(JSON.parse(readFileSync(file, 'utf8')) as Record<string, string>)) {
      if (all.has(key) && all.get(key) !== said) throw new Error(`${file}: "${key}" is said in two ways`);
      all.set(key, said);
    }
  }
  return all;
}

const english = catalogue('en');
const spanish = catalogue('es');
const forms = (key: string, of: ReadonlyMap<string, string>) => (english.has(`${key}_one`) ? of.has(`${key}_one`) && of.has(`${key}_other`) : of.has(key));

test('every sentence has its Spanish', () => {
  const missing = [...spoken()].filter(([key]) => !forms(key, spanish)).map(([key, file]) => `${file}: ${key}`);
  expect(missing).toEqual([]);
});

test('what a number changes has both forms in English', () => {
  const ones = [...english.keys()].filter((key) => key.endsWith('_one')).map((key) => key.slice(0, -'_one'.length));
  expect(ones.filter((key) => !english.has(`${key}_other`))).toEqual([]);
});

test('no catalogue keeps what nobody says', () => {
  const said = spoken();
  // The server's own sentences are looked up by what it sent.
  const known = catalogueOf('es', 'server');
  const orphans = [...new Set([...english.keys(), ...spanish.keys()])]
    .map((key) => key.replace(/_(one|other|many)$/, ''))
    .filter((key) => !said.has(key) && !known.has(key));
  expect([...new Set(orphans)]).toEqual([]);
});

test('a translation keeps the places of its sentence', () => {
  const places = (text: string) => [...new Set(text.match(/\{\w+\}/g) ?? [])].sort().join(' ');
  const off = [...spanish].filter(([key, said]) => {
    const sentence = key.replace(/_(one|other|many)$/, '');
    return said !== '' && places(said) !== places(sentence) && !key.endsWith('_one');
  });
  expect(off).toEqual([]);
});

test('values and elements take their places', () => {
  expect(t('{name} has {n} left', { name: 'Ana <b>', n: 1200 })).toBe('Ana <b> has 1,200 left');
  expect(JSON.stringify(words('Moved by {who}', { who: 'Ana' }))).toContain('Ana');
});

function catalogueOf(language: string, area: string): Set<string> {
  const [file] = files(join(source, 'locales', language), new RegExp(`^${area}\\.json$`));
  return new Set(file ? Object.keys(JSON.parse(readFileSync(file, 'utf8')) as object) : []);
}
