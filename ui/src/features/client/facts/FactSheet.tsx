import { useEffect, useRef } from 'react';

import { useCan } from '@/api/session';
import type { Client } from '@/api/types';
import { factGroups, listEntries, summaryEntry } from '@/lib/facts';
import { t } from '@/lib/i18n';
import { useShortcuts } from '@/ui/shortcuts';

import { ExtractionState } from './ExtractionState';
import { FactRow } from './FactRow';
import classes from './FactSheet.module.css';
import { Telling } from './Telling';

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

  useEffect(() => {
    if (!inView) return;
    const row = sheet.current?.querySelector<HTMLElement>(`[data-fact="${CSS.escape(inView.path)}"]`);
    row?.scrollIntoView({ block: 'center', behavior: 'smooth' });
    row?.querySelector<HTMLElement>('button')?.focus({ preventScroll: true });
  }, [inView]);

  const step = (by: number) => {
    const rows = [...(sheet.current?.querySelectorAll<HTMLElement>('[data-fact]') ?? [])];
    const here = rows.findIndex((row) => row.contains(document.activeElement));
    const next = rows[Math.max(0, Math.min(rows.length - 1, here + by))];
    next?.querySelector<HTMLElement>('button')?.focus();
  };
  useShortcuts([
    { keys: 'j', label: t('Next fact'), group: t('Facts'), run: () => step(1) },
    { keys: 'k', label: t('Previous fact'), group: t('Facts'), run: () => step(-1) },
  ]);

  return (
    <div ref={sheet} className={classes['sheet']}>
      <ExtractionState client={client} />
      <Telling client={client} entry={summaryEntry} mayCorrect={mayCorrect} onQuote={onQuote} />
      {factGroups.map(({ label, facts }) => (
        <section key={label}>
          <h2>{label}</h2>
          <div className={classes['facts']}>
            {facts.map((entry) => (
              <FactRow
                key={entry.path}
                client={client}
                entry={entry}
                quoted={quoted === entry.path}
                mayCorrect={mayCorrect}
                onQuote={onQuote}
              />
            ))}
          </div>
        </section>
      ))}
      {listEntries.map((entry) => (
        <Telling key={entry.path} client={client} entry={entry} mayCorrect={mayCorrect} onQuote={onQuote} />
      ))}
    </div>
  );
}
