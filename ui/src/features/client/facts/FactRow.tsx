import { ActionIcon, Tooltip } from '@mantine/core';
import { IconLock, IconLockOpen2, IconPencil } from '@tabler/icons-react';

import type { Client } from '@/api/types';
import { shownValue, type FactEntry } from '@/lib/facts';
import { fromCode } from '@/lib/format';
import { t } from '@/lib/i18n';

import { Earlier } from './Earlier';
import { FactEditor } from './FactEditor';
import classes from './FactRow.module.css';
import { measured } from './measured';
import { Proof } from './Proof';
import { Proposal } from './Proposal';
import { useEditing } from './useEditing';

interface FactRowProps {
  client: Client;
  entry: FactEntry;
  quoted: boolean;
  mayCorrect: boolean;
  /** Whether it was asked for to be corrected. */
  asked: boolean;
  onQuote: (path: string, messageId: string, quote: string) => void;
  onEdit: (path: string) => void;
  onLeave: (path: string) => void;
  onConfirm: (path: string) => void;
}

/** One fact: its value, where it comes from, and the way to correct it. */
export function FactRow({ client, entry, quoted, mayCorrect, asked, onQuote, onEdit, onLeave, onConfirm }: FactRowProps) {
  const { path, label, kind } = entry;
  const { opener, editing, stop } = useEditing({ client, path, asked, onLeave });
  const fact = client.context_meta.facts[path];
  const value = shownValue(client.context, path, fact);
  const shown = value === null ? t('Not known') : kind === 'choice' ? fromCode(value) : value;
  const evidence = fact?.evidence;
  const unverified = value !== null && fact?.status === 'unverified';

  return (
    <div className={classes['row']} data-fact={path} data-quoted={quoted || undefined} data-unverified={unverified || undefined}>
      <span className={classes['label']} id={`fact-${path}`}>
        {label}
      </span>
      {editing ? (
        <FactEditor client={client} entry={entry} asked={asked} onClose={stop} />
      ) : (
        <>
          <button
            ref={opener}
            type="button"
            className={classes['value']}
            data-none={value === null || undefined}
            disabled={!evidence && !mayCorrect}
            onClick={() => (evidence ? onQuote(path, evidence.message_id, evidence.quote) : onEdit(path))}
          >
            <span className="visually-hidden">{label}: </span>
            <span className={classes['text']}>{shown}</span>
            {fact && value !== null && <small>{measured(fact, kind, value)}</small>}
            <span className="visually-hidden">{evidence ? t(', show where it was said') : mayCorrect ? t(', enter a value') : ''}</span>
          </button>
          <span className={classes['tools']}>
            {fact?.locked && (
              <Tooltip label={t('Corrected by a person. Later runs may propose, never overwrite.')}>
                <IconLock size={15} role="img" aria-label={t('Locked')} />
              </Tooltip>
            )}
            {mayCorrect && value !== null && !fact?.locked && (
              <Tooltip label={t('Confirm and lock (l)')}>
                <ActionIcon size={26} aria-label={t('Confirm and lock {label}', { label })} onClick={() => onConfirm(path)}>
                  <IconLockOpen2 size={15} aria-hidden="true" />
                </ActionIcon>
              </Tooltip>
            )}
            {mayCorrect && (
              <Tooltip label={t('Correct (e)')}>
                <ActionIcon size={26} aria-label={t('Correct {label}', { label })} onClick={() => onEdit(path)}>
                  <IconPencil size={15} aria-hidden="true" />
                </ActionIcon>
              </Tooltip>
            )}
          </span>
        </>
      )}
      {!editing && fact && value !== null && (
        <Proof fact={fact} onShow={evidence ? () => onQuote(path, evidence.message_id, evidence.quote) : null} />
      )}
      {!editing && fact && <Earlier label={label} facts={fact.previous} />}
      {fact?.proposed && <Proposal client={client} path={path} label={label} proposed={fact.proposed} />}
    </div>
  );
}
