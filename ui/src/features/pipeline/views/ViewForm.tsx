import { Button, Group, Modal, Switch, TextInput } from '@mantine/core';
import { useState, type SyntheticEvent } from 'react';

import { standing } from '@/api/standing';
import type { SavedView } from '@/api/types';
import { t } from '@/lib/i18n';
import { FieldErrors } from '@/transport';
import { Contest } from '@/ui/desk/Contest';
import { failureText } from '@/ui/states';

import { carriedOver, contested, type ViewWords } from './change';

import classes from './ViewForm.module.css';

interface ViewFormProps {
  view: 'new' | SavedView | null;
  onSave: (wished: ViewWords, seen: ViewWords) => Promise<void>;
  onClose: () => void;
}

/** The name of a view, and who sees it; what somebody else saved of it meanwhile is not overwritten unseen. */
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
  const [seen, setSeen] = useState<ViewWords>(view === 'new' ? { name: '', shared: false } : view);
  const [{ name, shared }, setWished] = useState<ViewWords>(seen);
  const [theirs, setTheirs] = useState<string | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const save = async (wished: ViewWords, before: ViewWords): Promise<void> => {
    try {
      await onSave(wished, before);
      onClose();
    } catch (error) {
      const stands = standing(error) as SavedView | null;
      if (!stands) throw error;
      const next = carriedOver(before, stands, wished);
      setSeen(stands);
      setWished(next);
      if (contested(before, stands, wished).length === 0) await save(next, stands);
      else setTheirs(stands.name);
    }
  };
  const submit = async (wished: ViewWords) => {
    if (wished.name === '') {
      setProblem(t('Give the view a name.'));
      return;
    }
    setBusy(true);
    setProblem(null);
    try {
      await save(wished, seen);
    } catch (error) {
      setProblem(error instanceof FieldErrors ? (error.fields['name'] ?? failureText(error)) : failureText(error));
    } finally {
      setBusy(false);
    }
  };
  const wished = { name: name.trim(), shared };
  return (
    <form
      onSubmit={(event: SyntheticEvent) => {
        event.preventDefault();
        void submit(wished);
      }}
      noValidate
      className={classes['form']}
    >
      {theirs !== null && (
        <Contest
          label={t('Name')}
          theirs={theirs}
          mine={name}
          busy={busy}
          onChoose={(which) => {
            setTheirs(null);
            const next = which === 'theirs' ? { ...wished, name: theirs } : wished;
            setWished(next);
            void submit(next);
          }}
        />
      )}
      <TextInput
        label={t('Name')}
        value={name}
        onChange={({ currentTarget: { value } }) => setWished({ name: value, shared })}
        error={problem}
        maxLength={100}
        data-autofocus
      />
      <Switch
        label={t('Everybody on the desk sees it')}
        checked={shared}
        onChange={({ currentTarget: { checked } }) => setWished({ name, shared: checked })}
      />
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
