import { Button, Group, Modal, TextInput } from '@mantine/core';
import { useEffect, useRef, useState, type SyntheticEvent } from 'react';

import type { Client } from '@/api/types';
import { t } from '@/lib/i18n';
import { FieldErrors, RequestProblem } from '@/transport';
import { Contest } from '@/ui/desk/Contest';
import { drafts, useDraft } from '@/ui/drafts';
import { failureText } from '@/ui/states';
import { done, failed, undoable } from '@/ui/toast';

import { useUpdateContact } from './api';
import { after, begun, beside, changeOf, contactDraft, contactFields, decided, valuesIn, withExpected, type Contact, type ContactEdit } from './contact';
import classes from './ContactForm.module.css';
import { usePlace } from './place';

interface ContactFormProps {
  client: Client;
  opened: boolean;
  onClose: () => void;
}

/**
 * Edits how to reach a client; what somebody else saved meanwhile is shown, never overwritten unseen. Closed
 * half-typed, it is there again as it was left.
 */
export function ContactForm({ client, opened, onClose }: ContactFormProps) {
  return (
    <Modal opened={opened} onClose={onClose} title={t('Contact details')} closeButtonProps={{ 'aria-label': t('Close') }}>
      <Form client={client} onClose={onClose} />
    </Modal>
  );
}

function Form({ client, onClose }: Omit<ContactFormProps, 'opened'>) {
  const place = usePlace(client.id, 'contact');
  const [draft, keep] = useDraft(place);
  const [edit, setEdit] = useState(() => begun(client, draft));
  const update = useUpdateContact(client.id);
  const isShown = useIsShown();
  const { seen, values, disputes } = edit;
  const errors = update.error instanceof FieldErrors ? update.error.fields : {};
  const stale = Object.keys(disputes).length > 0 || (update.error instanceof RequestProblem && update.error.status === 409);
  const undecided = Object.values(disputes).some(({ chosen }) => chosen === null);

  const become = (next: ContactEdit) => {
    setEdit(next);
    keep(contactDraft(next.seen, next.values));
  };
  const finish = () => {
    keep(null);
    onClose();
  };
  const discard = () => {
    finish();
    if (draft) undoable(t('The draft was discarded.'), () => drafts.write(place, draft));
  };

  const submit = async () => {
    if (undecided) return;
    const change = changeOf(seen, values);
    const wanted = contactDraft(seen, values);
    if (!wanted) {
      finish();
      return;
    }
    const command = drafts.sendEdit(place, wanted);
    try {
      const saved: Contact = (await update.mutateAsync({ change: withExpected(seen, change), command })) ?? { ...seen, ...change };
      const before = Object.fromEntries(Object.keys(change).map((key) => [key, seen[key as keyof Contact]]));
      done(t('Contact details saved.'), () => update.mutateAsync({ change: withExpected(saved, before) }));
      const later = drafts.read(place);
      if (!later || drafts.isAsSent(place, command)) finish();
      else become(after(saved, values, valuesIn(later)));
    } catch (error) {
      drafts.editNotSaved(place, error);
      if (error instanceof RequestProblem && error.status === 409) {
        const now = beside(contactIn(error.current, client), edit);
        if (Object.keys(changeOf(now.seen, now.values)).length === 0) {
          finish();
          return;
        }
        setEdit(now);
      }
      // Whoever closed the form meanwhile is told elsewhere.
      if (!isShown()) failed(t('The contact details were not saved, they are kept'), error);
    }
  };

  return (
    <form
      onSubmit={(event: SyntheticEvent) => {
        event.preventDefault();
        void submit();
      }}
      noValidate
      className={classes['form']}
    >
      {contactFields.map(([key, label, type], index) => {
        const dispute = disputes[key];
        return (
          <div key={key} className={classes['field']}>
            <TextInput
              label={label}
              type={type}
              autoComplete="off"
              value={values[key]}
              onChange={(event) => become({ ...edit, values: { ...values, [key]: event.currentTarget.value } })}
              error={errors[key]}
              {...(index === 0 ? { 'data-autofocus': true } : {})}
            />
            {dispute && <Contest label={label} {...dispute} onChoose={(chosen) => become(decided(edit, key, chosen))} />}
          </div>
        );
      })}
      {stale && (
        <p role="alert" className={classes['stale']}>
          {undecided
            ? t('Somebody changed this client while you were editing. Choose what is to stand.')
            : t('Somebody changed this client while you were editing. Nothing was saved yet.')}
        </p>
      )}
      {update.error && !stale && Object.keys(errors).length === 0 && (
        <p role="alert" className={classes['problem']}>
          {failureText(update.error)}
        </p>
      )}
      <Group justify="flex-end" gap="xs">
        <Button variant="default" onClick={discard}>
          {draft ? t('Discard') : t('Cancel')}
        </Button>
        <Button type="submit" loading={update.isPending} disabled={undecided}>
          {t('Save')}
        </Button>
      </Group>
    </form>
  );
}

/** Whether this is still on the page when an answer comes. */
function useIsShown(): () => boolean {
  const shown = useRef(false);
  useEffect(() => {
    shown.current = true;
    return () => {
      shown.current = false;
    };
  }, []);
  return () => shown.current;
}

/** What stands now, as a conflict tells it; the page may not have read it yet. */
function contactIn(current: unknown, client: Client): Contact {
  return typeof current === 'object' && current !== null ? { ...client, ...current } : client;
}
