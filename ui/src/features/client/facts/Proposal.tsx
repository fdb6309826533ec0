import { Button } from '@mantine/core';

import { useCan } from '@/api/session';
import type { Client, Fact } from '@/api/types';
import { factText } from '@/lib/facts';
import { failed } from '@/ui/toast';

import { useResolveProposal } from '../api';
import classes from './Proposal.module.css';

const readers: Record<Fact['source'], string> = { model: 'The model', rules: 'The rules', human: 'A person' };

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
  const decide = (accept: boolean) =>
    resolve.mutate({ path, accept }, { onError: (error) => failed('Your decision was not saved', error) });
  const value = factText(proposed) ?? 'nothing';
  const locked = client.context_meta.facts[path]?.locked ?? false;
  return (
    <div className={classes['proposal']}>
      <p>
        {locked ? 'The conversation now says' : `${readers[proposed.source]} read`} <strong>{value}</strong>
        {proposed.status === 'unverified' && ', without proof'}
        {proposed.evidence && <q>{proposed.evidence.quote}</q>}
      </p>
      {may('client.correct') && (
        <span>
          <Button size="compact-sm" aria-label={`${label}: use ${value}`} onClick={() => decide(true)}>
            Use it
          </Button>
          <Button size="compact-sm" variant="default" aria-label={`${label}: keep what stands`} onClick={() => decide(false)}>
            {locked ? 'Keep mine' : 'Keep it'}
          </Button>
        </span>
      )}
    </div>
  );
}
