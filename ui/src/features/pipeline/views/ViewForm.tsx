import { Button, Group, Modal, Switch, TextInput } from '@mantine/core';
import { useState, type SyntheticEvent } from 'react';

import type { SavedView } from '@/api/types';
import { t } from '@/lib/i18n';
import { FieldErrors } from '@/transport';
import { failureText } from '@/ui/states';

import classes from './ViewForm.module.css';

interface ViewFormProps {
  view: 'new' | SavedView | null;
  onSave: (name: string, shared: boolean) => Promise<void>;
  onClose: () => void;
}

/** The name of a view, and who sees it. */
export function ViewForm({ view, onSave, onClose }: ViewFormProps) {
  return (
    <Modal
      opened={view !== null}
      onClose={onClose}
      title={view === 'new' ? t('Save as a new view') : t('Name and sharing')}
      closeButtonProps={{ 'aria-label': t('Close') }}
    >
      {view && <Form view={view} onSave={onSave} onClose={onClose} />}
    </Modal>
  );
}

function Form({ view, onSave, onClose }: ViewFormProps & { view: 'new' | SavedView }) {
  const [name, setName] = useState(view === 'new' ? '' : view.name);
  const [shared, setShared] = useState(view !== 'new' && view.shared);
  const [problem, setProblem] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const submit = async (event: SyntheticEvent) => {
    event.preventDefault();
    if (name.trim() === '') {
      setProblem(t('Give the view a name.'));
      return;
    }
    setBusy(true);
    try {
      await onSave(name.trim(), shared);
      onClose();
    } catch (error) {
      setProblem(error instanceof FieldErrors ? (error.fields['name'] ?? failureText(error)) : failureText(error));
    } finally {
      setBusy(false);
    }
  };
  return (
    <form onSubmit={(event) => void submit(event)} noValidate className={classes['form']}>
      <TextInput label={t('Name')} value={name} onChange={(event) => setName(event.currentTarget.value)} error={problem} maxLength={100} data-autofocus />
      <Switch label={t('Everybody on the desk sees it')} checked={shared} onChange={(event) => setShared(event.currentTarget.checked)} />
      <Group justify="flex-end" gap="xs">
        <Button variant="default" onClick={onClose}>
          {t('Cancel')}
        </Button>
        <Button type="submit" loading={busy}>
          {t('Save')}
        </Button>
      </Group>
    </form>
  );
}
