import { Button } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';

import { useCan, useStages } from '@/api/session';
import type { Client, Duplicate } from '@/api/types';
import { phone } from '@/lib/format';
import { stageLabel } from '@/lib/stage';
import { Confirm } from '@/ui/Confirm';
import { done, failed } from '@/ui/toast';

import { useDuplicates, useMerge, useResolveContact } from './api';
import classes from './Banners.module.css';
import { contactQuestions, type ContactQuestion } from './contact';

/** What needs a decision before one reads on: contact details to check, and possible duplicates. */
export function Banners({ client }: { client: Client }) {
  const duplicates = useDuplicates(client.id, true);
  return (
    <>
      {contactQuestions(client.proposals).map((question) => (
        <ContactBanner key={question.field} client={client} question={question} />
      ))}
      {duplicates.data?.map((other) => (
        <DuplicateBanner key={other.id} client={client} other={other} />
      ))}
    </>
  );
}

const fieldNames: Record<string, string> = { name: 'name', email: 'email address', phone: 'phone number' };

function ContactBanner({ client, question: { field, values } }: { client: Client; question: ContactQuestion }) {
  const may = useCan();
  const resolve = useResolveContact(client.id);
  const decide = (value: string | null) =>
    resolve.mutate({ field, value }, { onError: (error) => failed('Your decision was not saved', error) });
  const shown = (value: string) => (field === 'phone' ? phone(value) : value);
  const name = fieldNames[field] ?? field;
  return (
    <aside className={classes['banner']} aria-label={`Contact detail to check: ${name}`}>
      <p>
        The chat states another {name}: <strong>{values.map(shown).join(' and then ')}</strong>
      </p>
      {may('client.edit') && (
        <span className={classes['actions']}>
          {values.map((value) => (
            <Button key={value} size="xs" disabled={resolve.isPending} onClick={() => decide(value)}>
              {values.length > 1 ? `Use ${shown(value)}` : 'Use it'}
            </Button>
          ))}
          <Button size="xs" variant="default" disabled={resolve.isPending} onClick={() => decide(null)}>
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
