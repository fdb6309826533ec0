import { Button } from '@mantine/core';
import type { ReactNode } from 'react';

import { useCan } from '@/api/session';
import type { Client, Fact } from '@/api/types';
import { factText } from '@/lib/facts';
import { t, words } from '@/lib/i18n';

import { useResolveProposal } from '../api';
import classes from './Proposal.module.css';

/** Who read it, and what. */
const readings: Record<Fact['source'], (value: ReactNode) => ReactNode> = {
  model: (value) => words('The model read {value}', { value }),
  rules: (value) => words('The rules read {value}', { value }),
  human: (value) => words('A person read {value}', { value }),
};

interface ProposalProps {
  client: Client;
  path: string;
  label: string;
  proposed: Fact;
}

/**
 * Another reading than the one that stands: of a later run where a person locked the fact, or of the
 * one of rules and model that did not win. To be taken or turned down.
 */
export function Proposal({ client, path, label, proposed }: ProposalProps) {
  const may = useCan();
  const resolve = useResolveProposal(client.id);
  const decide = (accept: boolean) => resolve.mutate({ path, accept });
  const value = factText(proposed) ?? t('nothing');
  const locked = client.context_meta.facts[path]?.locked ?? false;
  return (
    <div className={classes['proposal']}>
      <p>
        {locked
          ? words('The conversation now says {value}', { value: <strong>{value}</strong> })
          : readings[proposed.source](<strong>{value}</strong>)}
        {proposed.status === 'unverified' && t(', without proof')}
        {proposed.evidence && <q>{proposed.evidence.quote}</q>}
      </p>
      {may('client.correct') && (
        <span>
          <Button size="compact-sm" title={t('Take what is proposed')} aria-keyshortcuts="y" aria-label={t('{label}: use {value}', { label, value })} onClick={() => decide(true)}>
            {t('Use it')}
          </Button>
          <Button size="compact-sm" variant="default" title={t('Turn down what is proposed')} aria-keyshortcuts="x" aria-label={t('{label}: keep what stands', { label })} onClick={() => decide(false)}>
            {locked ? t('Keep mine') : t('Keep it')}
          </Button>
        </span>
      )}
    </div>
  );
}
