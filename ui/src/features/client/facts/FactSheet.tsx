import { useEffect, useRef } from 'react';

import { useCan } from '@/api/session';
import type { Client } from '@/api/types';
import { factGroups, listEntries, summaryEntry } from '@/lib/facts';
import { bringIntoView } from '@/ui/scroll';

import { ExtractionState } from './ExtractionState';
import { FactRow } from './FactRow';
import classes from './FactSheet.module.css';
import { Figures } from './Figures';
import { Telling } from './Telling';
import { useFactKeys } from './useFactKeys';

interface FactSheetProps {
  client: Client;
  /** The fact whose quote is shown now. */
  quoted: string | null;
  /** A fact to bring into view. */
  inView: { path: string; asked: number } | null;
  onQuote: (path: string, messageId: string, quote: string) => void;
}

/** All that is known of a client, each fact with its proof. */
export function FactSheet({ client, quoted, inView, onQuote }: FactSheetProps) {
  const mayCorrect = useCan()('client.correct');
  const sheet = useRef<HTMLDivElement>(null);
  const { asked, edit, leave, confirm, follow } = useFactKeys({ client, sheet, mayCorrect });

  useEffect(() => {
    if (inView) show(sheet.current, inView.path);
  }, [inView]);

  const common = { client, mayCorrect, onQuote, onEdit: edit, onLeave: leave, onConfirm: confirm };
  return (
    <div ref={sheet} className={classes['sheet']} {...follow}>
      <ExtractionState client={client} />
      <Telling {...common} entry={summaryEntry} asked={asked === summaryEntry.path} />
      {factGroups.map(({ label, facts }) => (
        <section key={label}>
          <h2>{label}</h2>
          <div className={classes['facts']}>
            {facts.map((entry) => (
              <FactRow
                key={entry.path}
                {...common}
                entry={entry}
                quoted={quoted === entry.path}
                asked={asked === entry.path}
              />
            ))}
          </div>
        </section>
      ))}
      <Figures client={client} onFact={(path) => show(sheet.current, path)} />
      {listEntries.map((entry) => (
        <Telling key={entry.path} {...common} entry={entry} asked={asked === entry.path} />
      ))}
    </div>
  );
}

/** Brings a fact into view, and the keyboard to it. */
function show(sheet: HTMLElement | null, path: string) {
  const row = sheet?.querySelector<HTMLElement>(`[data-fact="${CSS.escape(path)}"]`);
  if (row) bringIntoView(row);
  row?.querySelector<HTMLElement>('button:enabled, input, textarea')?.focus({ preventScroll: true });
}
