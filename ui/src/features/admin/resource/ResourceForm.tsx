import { Button, Group } from '@mantine/core';
import { useRef, useState, type SyntheticEvent } from 'react';

import { t } from '@/lib/i18n';
import { FieldErrors } from '@/transport';
import { Contest } from '@/ui/desk/Contest';
import { failureText } from '@/ui/states';
import { done } from '@/ui/toast';

import { FormField } from './FormField';
import classes from './ResourceForm.module.css';
import type { FieldInfo, FormInfo, FormValues } from './types';
import { Undecided, useRowForm } from './useRowForm';

interface ResourceFormProps<Row> {
  form: FormInfo<Row>;
  /** As it stands now; null for a new row. */
  row: Row | null;
  /** Asked to leave, perhaps with something unsaved. */
  onClose: () => void;
  /** Saved, and nothing more to do. */
  onDone: () => void;
  onSaved: () => Promise<unknown>;
  /** Told when something stands in the form that is not saved, and when no longer. */
  onDirty: (dirty: boolean) => void;
}

/**
 * The form of one row; what the server refuses stands at the field it refuses, and what somebody else wrote meanwhile
 * beside one's own word.
 */
export function ResourceForm<Row>({ form, row, onClose, onDone, onSaved, onDirty }: ResourceFormProps<Row>) {
  const { values, theirs, set, choose, save, restart } = useRowForm(form, row);
  const [errors, setErrors] = useState<Record<string, string>>({});
  const [problem, setProblem] = useState<string | null>(null);
  const [busy, setBusy] = useState<'close' | 'another' | null>(null);
  const frame = useRef<HTMLFormElement>(null);
  const isNew = row === null;
  const fields = form.fields.filter(({ only }) => !only || only === (isNew ? 'new' : 'existing'));
  const another = isNew && form.create !== undefined;

  const refuse = (faults: Record<string, string>, other: string | null) => {
    setErrors(faults);
    setProblem(other);
    const first = fields.find(({ name }) => faults[name]);
    if (first) frame.current?.querySelector<HTMLElement>(`[data-field="${first.name}"] :is(input, textarea)`)?.focus();
  };
  const run = async (then: 'close' | 'another') => {
    const missing = missingOf(fields, values);
    refuse(missing, null);
    if (Object.keys(missing).length > 0) return;
    setBusy(then);
    try {
      await save();
      await onSaved();
      onDirty(false);
      done(isNew ? t('Created.') : t('Saved.'));
      if (then === 'another') {
        restart();
        frame.current?.querySelector<HTMLElement>('input, textarea')?.focus();
      } else onDone();
    } catch (error) {
      refuse(error instanceof FieldErrors ? error.fields : {}, otherProblem(error, fields));
    } finally {
      setBusy(null);
    }
  };
  const submit = (event: SyntheticEvent) => {
    event.preventDefault();
    void run('close');
  };

  return (
    <form ref={frame} className={classes['form']} onSubmit={submit} noValidate>
      {fields.map((field, index) => (
        <div key={field.name} data-field={field.name} className={classes['field']}>
          <FormField
            field={field}
            value={values[field.name] ?? null}
            error={errors[field.name]}
            autoFocus={index === 0}
            onChange={(value) => {
              set(field.name, value);
              setErrors((old) => Object.fromEntries(Object.entries(old).filter(([name]) => name !== field.name)));
              onDirty(true);
            }}
          />
          {field.name in theirs && (
            <Contest
              label={field.label}
              theirs={said(field, theirs[field.name])}
              mine={said(field, values[field.name])}
              onChoose={(which) => {
                choose(field.name, which);
                setProblem(null);
              }}
            />
          )}
        </div>
      ))}
      <div className={classes['foot']}>
        {problem && (
          <p role="alert" className={classes['problem']}>
            {problem}
          </p>
        )}
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={onClose}>
            {t('Cancel')}
          </Button>
          {another && (
            <Button variant="default" loading={busy === 'another'} disabled={busy !== null} onClick={() => void run('another')}>
              {t('Save and add another')}
            </Button>
          )}
          <Button type="submit" loading={busy === 'close'} disabled={busy !== null}>
            {isNew ? (form.createLabel ?? t('Create')) : t('Save')}
          </Button>
        </Group>
      </div>
    </form>
  );
}

/** A field's value as its control shows it. */
function said({ options = [] }: FieldInfo, value: FormValues[string] | undefined): string | null {
  if (typeof value !== 'string' || value.trim() === '') return null;
  return options.find((option) => option.value === value)?.label ?? value;
}

function missingOf(fields: readonly FieldInfo[], values: FormValues): Record<string, string> {
  const missing = fields.filter(({ name, required }) => required && !values[name]);
  return Object.fromEntries(missing.map(({ name, label }) => [name, t('{field} is needed.', { field: label })]));
}

/** What stands at no field: the problem of the whole, and those of fields that the form does not have. */
function otherProblem(error: unknown, fields: readonly FieldInfo[]): string | null {
  if (error instanceof Undecided) return error.message;
  if (!(error instanceof FieldErrors)) return failureText(error);
  const hidden = Object.entries(error.fields).filter(([name]) => !fields.some((field) => field.name === name));
  const sentences = [error.other, ...hidden.map(([, sentence]) => sentence)].filter(Boolean);
  return sentences.length > 0 ? sentences.join(' ') : null;
}
