import { Button, Select, Textarea, TextInput } from '@mantine/core';
import { useState, type KeyboardEvent } from 'react';

import type { Client } from '@/api/types';
import { shownValue, valueAt, type FactEntry } from '@/lib/facts';
import { fromCode } from '@/lib/format';
import { t } from '@/lib/i18n';
import { FieldErrors, RequestProblem } from '@/transport';
import { failureText } from '@/ui/states';
import { done, failed } from '@/ui/toast';

import { useCorrectFact } from '../api';
import { Contest } from '@/ui/desk/Contest';
import classes from './FactEditor.module.css';

interface FactEditorProps {
  client: Client;
  entry: FactEntry;
  onClose: () => void;
}

/** A fact being corrected in its place: Enter saves and locks it, Escape leaves it. */
export function FactEditor({ client, entry: { path, label, kind, choices }, onClose }: FactEditorProps) {
  const [seen] = useState(() => valueAt(client.context, path));
  const [value, setValue] = useState(() => shownValue(client.context, path, client.context_meta.facts[path]) ?? '');
  const [problem, setProblem] = useState<string | null>(null);
  const [theirs, setTheirs] = useState<string | null | undefined>(undefined);
  const correct = useCorrectFact(client.id);

  const long = kind === 'long' || kind === 'list';

  const save = async (next: string, expected = seen) => {
    const corrected = next.trim() || null;
    if (corrected === expected && client.context_meta.facts[path]?.locked) { onClose(); return; }
    setProblem(null);
    try {
      const wasLocked = client.context_meta.facts[path]?.locked ?? false;
      const after = await correct.mutateAsync({ path, value: corrected, expected });
      // Only a person's own word can be put back as it was: a lock stays.
      const undo = () => correct.mutateAsync({ path, value: expected, expected: after && valueAt(after.context, path) });
      if (wasLocked) done(t('{label} is saved.', { label }), undo);
      onClose();
    } catch (error) {
      if (error instanceof RequestProblem && error.status === 409) setTheirs(currentOf(error.current, path));
      else if (error instanceof FieldErrors || error instanceof RequestProblem) setProblem(failureText(error));
      else {
        failed(t('{label} was not saved', { label }), error);
        setProblem(failureText(error));
      }
    }
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Enter' && (!long || event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      void save(value);
    }
    if (event.key === 'Escape') {
      event.stopPropagation();
      onClose();
    }
  };

  if (theirs !== undefined) {
    const choose = (which: 'theirs' | 'mine') => (which === 'mine' ? void save(value, theirs) : onClose());
    return <Contest label={label} theirs={theirs} mine={value.trim() || null} busy={correct.isPending} onChoose={choose} />;
  }
  const common = { 'aria-label': label, size: 'xs' as const, error: problem, disabled: correct.isPending, autoFocus: true };
  return (
    <div className={classes['editor']}>
      {choices ? (
        <Select
          {...common}
          data={choices.map((choice) => ({ value: choice, label: fromCode(choice) }))}
          value={value.toLowerCase() || null}
          onChange={(choice) => void save(choice ?? '')}
          onKeyDown={(event) => event.key === 'Escape' && onClose()}
          defaultDropdownOpened
          clearable
        />
      ) : long ? (
        <>
          <Textarea
            {...common}
            autosize
            minRows={3}
            value={value}
            onChange={(event) => setValue(event.currentTarget.value)}
            onKeyDown={onKeyDown}
            description={kind === 'list' ? t('One item a line. Saving locks it.') : t('Saving locks it.')}
          />
          <span className={classes['actions']}>
            <Button size="compact-sm" loading={correct.isPending} onClick={() => void save(value)}>
              {t('Save')}
            </Button>
            <Button size="compact-sm" variant="default" onClick={onClose}>
              {t('Cancel')}
            </Button>
          </span>
        </>
      ) : (
        <TextInput
          {...common}
          value={value}
          placeholder={t('Not known')}
          onChange={(event) => setValue(event.currentTarget.value)}
          onKeyDown={onKeyDown}
          onFocus={(event) => event.currentTarget.select()}
          description={t('Enter saves and locks, Escape cancels')}
          inputWrapperOrder={['input', 'error', 'description']}
        />
      )}
    </div>
  );
}

/** What stands now, as a conflict tells it: by the fact's path. */
function currentOf(current: unknown, path: string): string | null {
  if (typeof current !== 'object' || current === null) return null;
  const value = (current as Record<string, unknown>)[path];
  if (Array.isArray(value)) return value.join(', ');
  return typeof value === 'string' ? value : null;
}
