import { Button, Group, Modal, TextInput } from '@mantine/core';
import { useState, type SyntheticEvent } from 'react';

import type { Client } from '@/api/types';
import { t } from '@/lib/i18n';
import { FieldErrors, RequestProblem } from '@/transport';
import { failureText } from '@/ui/states';
import { done } from '@/ui/toast';

import { useUpdateContact } from './api';
import { carriedOver, changeOf, contactFields, contested, valuesOf, withExpected, type Contact, type ContactField } from './contact';
import classes from './ContactForm.module.css';
import { Contest } from '@/ui/desk/Contest';

interface ContactFormProps {
  client: Client;
  opened: boolean;
  onClose: () => void;
}

/** Edits how to reach a client; what somebody else saved meanwhile is shown, never overwritten unseen. */
export function ContactForm({ client, opened, onClose }: ContactFormProps) {
  return (
    <Modal opened={opened} onClose={onClose} title={t('Contact details')} closeButtonProps={{ 'aria-label': t('Close') }}>
      <Form client={client} onClose={onClose} />
    </Modal>
  );
}

/** What both wrote into one field, and whose word is to stand. */
interface Dispute {
  theirs: string | null;
  mine: string | null;
  chosen: 'theirs' | 'mine' | null;
}

function Form({ client, onClose }: Omit<ContactFormProps, 'opened'>) {
  const [seen, setSeen] = useState<Contact>(client);
  const [values, setValues] = useState(() => valuesOf(client));
  const [disputes, setDisputes] = useState<Partial<Record<ContactField, Dispute>>>({});
  const update = useUpdateContact(client.id);
  const errors = update.error instanceof FieldErrors ? update.error.fields : {};
  const stale = update.error instanceof RequestProblem && update.error.status === 409;
  const undecided = Object.values(disputes).some(({ chosen }) => chosen === null);

  const submit = (event: SyntheticEvent) => {
    event.preventDefault();
    if (undecided) return;
    const change = changeOf(seen, values);
    if (Object.keys(change).length === 0) { onClose(); return; }
    update.mutate(withExpected(seen, change), {
      onSuccess: () => {
        const back = withExpected({ ...seen, ...change }, changeOf({ ...seen, ...change }, valuesOf(seen)));
        done(t('Contact details saved.'), () => update.mutateAsync(back));
        onClose();
      },
      onError: (error) => {
        if (!(error instanceof RequestProblem && error.status === 409)) return;
        const now = contactIn(error.current, client);
        const both = contested(seen, now, values);
        setDisputes(Object.fromEntries(both.map((key) => [key, { theirs: now[key], mine: values[key].trim() || null, chosen: null }])));
        setValues(carriedOver(seen, now, values));
        setSeen(now);
      },
    });
  };

  const choose = (key: ContactField, dispute: Dispute, chosen: 'theirs' | 'mine') => {
    setDisputes({ ...disputes, [key]: { ...dispute, chosen } });
    setValues({ ...values, [key]: dispute[chosen] ?? '' });
  };

  return (
    <form onSubmit={submit} noValidate className={classes['form']}>
      {contactFields.map(([key, label, type], index) => {
        const dispute = disputes[key];
        return (
          <div key={key} className={classes['field']}>
            <TextInput
              label={label}
              type={type}
              autoComplete="off"
              value={values[key]}
              onChange={(event) => setValues({ ...values, [key]: event.currentTarget.value })}
              error={errors[key]}
              {...(index === 0 ? { 'data-autofocus': true } : {})}
            />
            {dispute && <Contest label={label} {...dispute} onChoose={(chosen) => choose(key, dispute, chosen)} />}
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
        <Button variant="default" onClick={onClose}>
          {t('Cancel')}
        </Button>
        <Button type="submit" loading={update.isPending} disabled={undecided}>
          {t('Save')}
        </Button>
      </Group>
    </form>
  );
}

/** What stands now, as a conflict tells it; the page may not have read it yet. */
function contactIn(current: unknown, client: Client): Contact {
  return typeof current === 'object' && current !== null ? { ...client, ...current } : client;
}
