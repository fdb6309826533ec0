import { Button, Group } from '@mantine/core';
import { useState, type SyntheticEvent } from 'react';

import { FieldErrors } from '@/transport';
import { failureText } from '@/ui/states';
import { done } from '@/ui/toast';

import { FormField } from './FormField';
import classes from './ResourceForm.module.css';
import type { FormInfo, FormValues } from './types';

interface ResourceFormProps<Row> {
  form: FormInfo<Row>;
  /** Null for a new row. */
  row: Row | null;
  one: string;
  onClose: () => void;
  onSaved: () => Promise<unknown>;
}

/** The form of one row; what the server refuses stands at the field it refuses. */
export function ResourceForm<Row>({ form, row, one, onClose, onSaved }: ResourceFormProps<Row>) {
  const [values, setValues] = useState<FormValues>(() => form.valuesOf(row));
  const [errors, setErrors] = useState<Record<string, string>>({});
  const [problem, setProblem] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const fields = form.fields.filter(({ only }) => !only || only === (row === null ? 'new' : 'existing'));

  const submit = async (event: SyntheticEvent) => {
    event.preventDefault();
    const missing = Object.fromEntries(
      fields.filter(({ name, required }) => required && !values[name]).map(({ name, label }) => [name, `${label} is needed.`]),
    );
    setErrors(missing);
    setProblem(null);
    if (Object.keys(missing).length > 0) return;
    setBusy(true);
    try {
      await (row === null ? form.create?.(values) : form.update?.(row, values));
      await onSaved();
      done(row === null ? `The ${one} was created.` : 'Saved.');
      onClose();
    } catch (error) {
      if (error instanceof FieldErrors) setErrors(error.fields);
      const shown = error instanceof FieldErrors && Object.keys(error.fields).some((name) => fields.some((field) => field.name === name));
      setProblem(shown && !(error instanceof FieldErrors && error.other) ? null : failureText(error));
    } finally {
      setBusy(false);
    }
  };

  return (
    <form className={classes['form']} onSubmit={(event) => void submit(event)} noValidate>
      {fields.map((field, index) => (
        <FormField
          key={field.name}
          field={field}
          value={values[field.name] ?? null}
          error={errors[field.name]}
          autoFocus={index === 0}
          onChange={(value) => setValues((old) => ({ ...old, [field.name]: value }))}
        />
      ))}
      {problem && (
        <p role="alert" className={classes['problem']}>
          {problem}
        </p>
      )}
      <Group justify="flex-end" gap="xs" className={classes['foot'] ?? ''}>
        <Button variant="default" onClick={onClose}>
          Cancel
        </Button>
        <Button type="submit" loading={busy}>
          {row === null ? `Create ${one}` : 'Save'}
        </Button>
      </Group>
    </form>
  );
}
