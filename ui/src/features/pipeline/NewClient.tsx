import { Button, Group, Modal, Select, TextInput } from '@mantine/core';
import { useNavigate } from '@tanstack/react-router';
import { useState, type SyntheticEvent } from 'react';

import { useCan } from '@/api/session';
import type { UserRef } from '@/api/types';
import { t } from '@/lib/i18n';
import { FieldErrors } from '@/transport';
import { failureText } from '@/ui/states';

import { useCreateClient } from './api';
import classes from './NewClient.module.css';

interface NewClientProps {
  opened: boolean;
  people: readonly UserRef[];
  onClose: () => void;
}

/** A client who came by phone or in person. */
export function NewClient({ opened, people, onClose }: NewClientProps) {
  return (
    <Modal opened={opened} onClose={onClose} title={t('New client')} closeButtonProps={{ 'aria-label': t('Close') }}>
      <Form people={people} onClose={onClose} />
    </Modal>
  );
}

function Form({ people, onClose }: Omit<NewClientProps, 'opened'>) {
  const navigate = useNavigate();
  const create = useCreateClient();
  const mayAssign = useCan()('client.assign');
  const [values, setValues] = useState({ name: '', email: '', phone: '' });
  const [csm, setCsm] = useState<string | null>(null);
  const errors = create.error instanceof FieldErrors ? create.error.fields : {};

  const submit = (event: SyntheticEvent) => {
    event.preventDefault();
    const { name, email, phone } = values;
    create.mutate(
      { name: name || null, email: email || null, phone: phone || null, assigned_to: csm },
      {
        onSuccess: (client) => {
          onClose();
          if (client) void navigate({ to: '/dashboard/client/$clientId/', params: { clientId: client.id } });
        },
      },
    );
  };
  const field = (key: keyof typeof values, label: string, type: string, auto = false) => (
    <TextInput
      label={label}
      type={type}
      autoComplete="off"
      value={values[key]}
      onChange={(event) => setValues({ ...values, [key]: event.currentTarget.value })}
      error={errors[key]}
      {...(auto ? { 'data-autofocus': true } : {})}
    />
  );

  return (
    <form onSubmit={submit} noValidate className={classes['form']}>
      {field('name', t('Full name'), 'text', true)}
      {field('email', t('Email'), 'email')}
      {field('phone', t('Phone'), 'tel')}
      {mayAssign && (
        <Select
          label={t('Worked by')}
          placeholder={t('Nobody yet')}
          clearable
          searchable
          data={people.map(({ id, name }) => ({ value: id, label: name }))}
          value={csm}
          onChange={setCsm}
          error={errors['assigned_to']}
        />
      )}
      {create.error && Object.keys(errors).length === 0 && (
        <p role="alert" className={classes['problem']}>
          {failureText(create.error)}
        </p>
      )}
      <Group justify="flex-end" gap="xs">
        <Button variant="default" onClick={onClose}>
          {t('Cancel')}
        </Button>
        <Button type="submit" loading={create.isPending}>
          {t('Create client')}
        </Button>
      </Group>
    </form>
  );
}
