import { Button, Group, Modal, TextInput } from '@mantine/core';
import { useState, type SyntheticEvent } from 'react';

import type { Client } from '@/api/types';
import { t } from '@/lib/i18n';
import { FieldErrors, RequestProblem } from '@/transport';
import { failureText } from '@/ui/states';
import { done } from '@/ui/toast';

import { useUpdateContact } from './api';
import { carriedOver, changeOf, contactFields, valuesOf, type Contact } from './contact';
import classes from './ContactForm.module.css';

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

function Form({ client, onClose }: Omit<ContactFormProps, 'opened'>) {
  const [seen, setSeen] = useState<Contact>(client);
  const [values, setValues] = useState(() => valuesOf(client));
  const update = useUpdateContact(client.id);
  const errors = update.error instanceof FieldErrors ? update.error.fields : {};
  const stale = update.error instanceof RequestProblem && update.error.status === 409;
  const now = update.error instanceof RequestProblem ? contactIn(update.error.current, client) : client;

  const submit = (event: SyntheticEvent) => {
    event.preventDefault();
    const change = changeOf(seen, values);
    if (Object.keys(change).length === 0) { onClose(); return; }
    update.mutate(
      { ...change, version: seen.version },
      {
        onSuccess: () => {
          done(t('Contact details saved.'));
          onClose();
        },
      },
    );
  };

  const keepMine = () => {
    setValues(carriedOver(seen, now, values));
    setSeen(now);
    update.reset();
  };

  return (
    <form onSubmit={submit} noValidate className={classes['form']}>
      {contactFields.map(([key, label, type], index) => (
        <TextInput
          key={key}
          label={label}
          type={type}
          autoComplete="off"
          value={values[key]}
          onChange={(event) => setValues({ ...values, [key]: event.currentTarget.value })}
          error={errors[key]}
          description={stale && now[key] !== seen[key] ? t('Now: {value}', { value: now[key] ?? t('empty') }) : undefined}
          {...(index === 0 ? { 'data-autofocus': true } : {})}
        />
      ))}
      {stale ? (
        <div role="alert" className={classes['stale']}>
          <p>{t('Somebody changed this client while you were editing. What stands now is shown under each field.')}</p>
          <Button size="xs" variant="default" onClick={keepMine}>
            {t('I have seen it, keep my edit')}
          </Button>
        </div>
      ) : (
        update.error &&
        Object.keys(errors).length === 0 && (
          <p role="alert" className={classes['problem']}>
            {failureText(update.error)}
          </p>
        )
      )}
      <Group justify="flex-end" gap="xs">
        <Button variant="default" onClick={onClose}>
          {t('Cancel')}
        </Button>
        <Button type="submit" loading={update.isPending} disabled={stale}>
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
