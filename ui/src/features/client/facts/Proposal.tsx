import { Button } from '@mantine/core';

import { useCan } from '@/api/session';
import type { Client, Fact } from '@/api/types';
import { factText } from '@/lib/facts';
import { failed } from '@/ui/toast';

import { useResolveProposal } from '../api';
import classes from './Proposal.module.css';

interface ProposalProps {
  client: Client;
  path: string;
  label: string;
  proposed: Fact;
}

/** What a later run read differently from a fact that a person locked: to be taken or turned down. */
export function Proposal({ client, path, label, proposed }: ProposalProps) {
  const may = useCan();
  const resolve = useResolveProposal(client.id);
  const decide = (accept: boolean) =>
    resolve.mutate({ path, accept }, { onError: (error) => failed('Your decision was not saved', error) });
  const value = factText(proposed) ?? 'nothing';
  return (
    <div className={classes['proposal']}>
      <p>
        The conversation now says <strong>{value}</strong>
        {proposed.evidence && <q>{proposed.evidence.quote}</q>}
      </p>
      {may('client.correct') && (
        <span>
          <Button size="compact-sm" aria-label={`${label}: use ${value}`} onClick={() => decide(true)}>
            Use it
          </Button>
          <Button size="compact-sm" variant="default" aria-label={`${label}: keep what stands`} onClick={() => decide(false)}>
            Keep mine
          </Button>
        </span>
      )}
    </div>
  );
}
