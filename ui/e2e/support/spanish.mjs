// Finds English on a page that is to speak Spanish: the catalogues' own sentences, and words that only English has.
import { readdir, readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';

const folder = fileURLToPath(new URL('../../src/locales/es/', import.meta.url));
const escape = (text) => text.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&');

/** What a Spanish page must not say: each English sentence whose Spanish is another one, as a pattern. */
export async function englishSentences() {
  const patterns = [];
  for (const file of (await readdir(folder)).filter((name) => name.endsWith('.json'))) {
    for (const [key, said] of Object.entries(JSON.parse(await readFile(folder + file, 'utf8')))) {
      const sentence = key.replace(/_(one|other|many)$/, '');
      const words = sentence.replaceAll(/\{\w+\}/g, '');
      // A sentence of values and one short word would match anything.
      if (said === sentence || !/\p{L}{3}/u.test(words)) continue;
      patterns.push(`^${sentence.split(/\{\w+\}/).map(escape).join('.+')}$`);
    }
  }
  return patterns;
}

/** The English that a page shows or says to a screen reader; `theirs` are words of clients and staff. */
export const englishOn = (page, patterns, theirs) =>
  page.evaluate(
    ([sources, names]) => {
      const sentences = sources.map((source) => new RegExp(source, 'u'));
      const onlyEnglish = /\b(the|and|with|your|this|what|yet|from|has|have|was|were|will|nobody|show|search|new)\b/i;
      const said = new Set();
      const add = (text) => {
        const plain = text?.replaceAll(/\s+/g, ' ').trim();
        if (plain) said.add(plain);
      };
      const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
      for (let node = walker.nextNode(); node; node = walker.nextNode()) {
        const parent = node.parentElement;
        // Another language's name is its own, and code is no language.
        if (parent.closest('script,style,noscript,[lang]:not(html),[data-said],q,code,kbd,blockquote,mark')) continue;
        add(node.textContent);
      }
      for (const name of ['aria-label', 'placeholder', 'title', 'alt']) {
        for (const element of document.querySelectorAll(`[${name}]`)) add(element.getAttribute(name));
      }
      add(document.title.replace(/ · Rivo$/, ''));
      const isTheirs = (text) => names.some((name) => text.includes(name));
      return [...said].filter((text) => !isTheirs(text) && (sentences.some((sentence) => sentence.test(text)) || onlyEnglish.test(text)));
    },
    [patterns, theirs],
  );
