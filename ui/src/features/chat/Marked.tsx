import { Fragment } from 'react';

import { markedParts } from './marked-parts';

/** A text with the searched words marked; `around` keeps only so much of it before the first hit. */
export function Marked({ text, query, around }: { text: string; query: string; around?: number }) {
  return markedParts(text, query, around).map(({ text: part, hit }, index) =>
    hit ? <mark key={index}>{part}</mark> : <Fragment key={index}>{part}</Fragment>,
  );
}
