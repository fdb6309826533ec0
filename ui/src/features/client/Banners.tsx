import { Button } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';

import { useCan, useStages } from '@/api/session';
import type { Client, ContactProposal, Duplicate } from '@/api/types';
import { phone } from '@/lib/format';
import { stageLabel } from '@/lib/stage';
import { Confirm } from '@/ui/Confirm';
import { done, failed } from '@/ui/toast';

import { useDuplicates, useMerge, useResolveProposal } from './api';
import classes from './Banners.module.css';

/** What needs a decision before one reads on: contact details to check, and possible duplicates. */
export function Banners({ client }: { client: Client }) {
  const duplicates = useDuplicates(client.id, true);
  return (
    <>
      {client.proposals.map((proposal) => (
        <ContactBanner key={`${proposal.field}-${proposal.value}`} client={client} proposal={proposal} />
      ))}
      {duplicates.data?.map((other) => (
        <DuplicateBanner key={other.id} client={client} other={other} />
      ))}
    </>
  );
}

const fieldNames: Record<string, string> = { name: 'name', email: 'email address', phone: 'phone number' };

function ContactBanner({ client, proposal }: { client: Client; proposal: ContactProposal }) {
  const may = useCan();
  const resolve = useResolveProposal(client.id);
  const decide = (accept: boolean) =>
    resolve.mutate(
      { path: proposal.field, accept },
      { onError: (error) => failed('Your decision was not saved', error) },
    );
  const value = proposal.field === 'phone' ? phone(proposal.value) : proposal.value;
  return (
    <aside className={classes['banner']} aria-label="Contact detail to check">
      <p>
        The chat states another {fieldNames[proposal.field] ?? proposal.field}: <strong>{value}</strong>
      </p>
      {may('client.edit') && (
        <span className={classes['actions']}>
          <Button size="xs" onClick={() => decide(true)}>
            Use it
          </Button>
          <Button size="xs" variant="default" onClick={() => decide(false)}>
            Keep what stands
          </Button>
        </span>
      )}
    </aside>
  );
}

function DuplicateBanner({ client, other }: { client: Client; other: Duplicate }) {
  const may = useCan();
  const stages = useStages();
  const merge = useMerge(client.id);
  const [asking, setAsking] = useState(false);
  const name = other.name ?? 'An unnamed visitor';
  return (
    <aside className={classes['banner']} aria-label="Possible duplicate">
      <p>
        <strong>{name}</strong> ({stageLabel(stages.data, other.current_stage)}) has the same{' '}
        {other.same.join(' and ')}. It may be the same person.
      </p>
      <span className={classes['actions']}>
        <Button
          size="xs"
          variant="default"
          renderRoot={(props: object) => (
            <Link to="/dashboard/client/$clientId/" params={{ clientId: other.id }} {...props} />
          )}
        >
          Open
        </Button>
        {may('client.merge') && (
          <Button size="xs" variant="default" onClick={() => setAsking(true)}>
            Merge into this client
          </Button>
        )}
      </span>
      <Confirm
        opened={asking}
        onClose={() => setAsking(false)}
        title={`Merge ${name} into ${client.name ?? 'this client'}?`}
        action="Merge"
        onConfirm={async () => {
          await merge.mutateAsync(other.id);
          done(`${name} was merged into this client.`);
        }}
      >
        Conversations, notes and tasks of {name} move over here. The other client ends; its history stays in the audit
        log.
      </Confirm>
    </aside>
  );
}
