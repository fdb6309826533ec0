import { Button } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';

import { useCan, useStages } from '@/api/session';
import type { Client, Duplicate } from '@/api/types';
import { phone } from '@/lib/format';
import { t, words } from '@/lib/i18n';
import { stageLabel } from '@/lib/stage';
import { undoable } from '@/ui/toast';

import { useDuplicates, useResolveContact, useUpdateContact } from './api';
import classes from './Banners.module.css';
import { contactFields, contactName, contactQuestions, type ContactQuestion } from './contact';
import { MergeDialog } from './MergeDialog';

/** What needs a decision before one reads on: contact details to check, and possible duplicates. */
export function Banners({ client }: { client: Client }) {
  const may = useCan();
  const duplicates = useDuplicates(client.id, may('client.merge'));
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

function ContactBanner({ client, question: { field, values } }: { client: Client; question: ContactQuestion }) {
  const may = useCan();
  const resolve = useResolveContact(client.id);
  const update = useUpdateContact(client.id);
  const decide = async (value: string | null) => {
    try {
      await resolve.mutateAsync({ field, value });
    } catch {
      // The hook has told it.
      return;
    }
    const key = contactFields.find(([name]) => name === field)?.[0];
    if (value !== null && key) undoable(t('Contact details saved.'), () => update.mutateAsync({ change: { [key]: client[key], expected: { [key]: value } } }));
  };
  const shown = (value: string) => (field === 'phone' ? phone(value) : value);
  const name = contactName(field);
  return (
    <aside className={classes['banner']} aria-label={t('Contact detail to check: {name}', { name })}>
      <p>
        {words('The chat states another {name}: {values}', { values: <strong>{values.map(shown).join(t(' and then '))}</strong> }, { name })}
      </p>
      {may('client.edit') && (
        <span className={classes['actions']}>
          {values.map((value) => (
            <Button key={value} size="xs" disabled={resolve.isPending} onClick={() => void decide(value)}>
              {values.length > 1 ? t('Use {value}', { value: shown(value) }) : t('Use it')}
            </Button>
          ))}
          <Button size="xs" variant="default" disabled={resolve.isPending} onClick={() => void decide(null)}>
            {t('Keep what stands')}
          </Button>
        </span>
      )}
    </aside>
  );
}

function DuplicateBanner({ client, other }: { client: Client; other: Duplicate }) {
  const stages = useStages();
  const [asking, setAsking] = useState(false);
  const name = other.name ?? t('An unnamed visitor');
  return (
    <aside className={classes['banner']} aria-label={t('Possible duplicate')}>
      <p>
        {words(
          '{who} ({stage}) has the same {what}. It may be the same person.',
          { who: <strong>{name}</strong> },
          {
            stage: stageLabel(stages.data, other.current_stage),
            what: other.same.map(contactName).join(t(' and ')),
          },
        )}
      </p>
      <span className={classes['actions']}>
        <Button
          size="xs"
          variant="default"
          renderRoot={(props: object) => (
            <Link to="/dashboard/client/$clientId/" params={{ clientId: other.id }} {...props} />
          )}
        >
          {t('Open')}
        </Button>
        <Button size="xs" variant="default" onClick={() => setAsking(true)}>
          {t('Compare and merge')}
        </Button>
      </span>
      <MergeDialog client={client} otherId={other.id} opened={asking} onClose={() => setAsking(false)} />
    </aside>
  );
}
