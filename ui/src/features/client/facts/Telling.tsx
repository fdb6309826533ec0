import { ActionIcon, Tooltip } from '@mantine/core';
import { IconLock, IconPencil } from '@tabler/icons-react';

import type { Client } from '@/api/types';
import { shownValue, type FactEntry } from '@/lib/facts';
import { t } from '@/lib/i18n';

import { FactEditor } from './FactEditor';
import { Proposal } from './Proposal';
import classes from './Telling.module.css';
import { useEditing } from './useEditing';

interface TellingProps {
  client: Client;
  entry: FactEntry;
  mayCorrect: boolean;
  /** Whether it was asked for to be corrected. */
  asked: boolean;
  onQuote: (path: string, messageId: string, quote: string) => void;
  onEdit: (path: string) => void;
  onLeave: (path: string) => void;
}

/** What is told in sentences or points rather than in values: the summary, key points, preferences. */
export function Telling({ client, entry, mayCorrect, asked, onQuote, onEdit, onLeave }: TellingProps) {
  const { path, label, kind } = entry;
  const { opener, editing, stop } = useEditing({ client, path, asked, onLeave });
  const { facts } = client.context_meta;
  const fact = facts[path];
  const value = shownValue(client.context, path, fact);
  if (value === null && !mayCorrect) return null;

  const proofOf = (index: number) => {
    const at = [`${path}.${index}`, `${path}[${index}]`].find((name) => facts[name]?.evidence);
    return at ? { at, evidence: facts[at]?.evidence } : null;
  };

  return (
    <section className={classes['telling']} data-fact={path}>
      <h2>
        {label}
        {fact?.locked && <IconLock size={14} role="img" aria-label={t('Locked')} />}
        {mayCorrect && !editing && (
          <Tooltip label={t('Edit: {label}', { label: label.toLocaleLowerCase() })}>
            <ActionIcon ref={opener} size={24} aria-label={t('Edit: {label}', { label: label.toLocaleLowerCase() })} onClick={() => onEdit(path)}>
              <IconPencil size={14} aria-hidden="true" />
            </ActionIcon>
          </Tooltip>
        )}
      </h2>
      {editing && <FactEditor client={client} entry={entry} asked={asked} onClose={stop} />}
      {!editing && value === null && <p className={classes['none']}>{t('Nothing yet')}</p>}
      {!editing && value !== null && kind === 'long' && <p className={classes['text']}>{value}</p>}
      {!editing && value !== null && kind === 'list' && (
        <ul className={classes['points']}>
          {value.split('\n').map((point, index) => {
            const proof = proofOf(index);
            const evidence = proof?.evidence;
            return (
              <li key={point}>
                {proof && evidence ? (
                  <button type="button" onClick={() => onQuote(proof.at, evidence.message_id, evidence.quote)}>
                    {point}
                  </button>
                ) : (
                  point
                )}
              </li>
            );
          })}
        </ul>
      )}
      {fact?.proposed && <Proposal client={client} path={path} label={label} proposed={fact.proposed} />}
    </section>
  );
}
