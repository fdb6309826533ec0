import { TextInput } from '@mantine/core';
import { useState } from 'react';

import { t } from '@/lib/i18n';
import { FieldErrors, RequestProblem } from '@/transport';
import { failureText } from '@/ui/states';

interface InlineFieldProps<Value> {
  label: string;
  /** What an empty field means. */
  hint: string;
  /** Whose it is, for those who cannot see the row. */
  of: string;
  /** The field's name on the wire, by which the server tells what is wrong. */
  field: string;
  value: string;
  disabled: boolean;
  numeric?: boolean;
  /** The written text as a value; undefined where it is none. */
  read: (text: string) => Value | undefined;
  /** Saves it where it still is what was seen when the writing began. */
  onSave: (value: Value, seen: Value) => Promise<unknown>;
}

/** A field that is saved when it is left or by Enter; Escape takes back what was written. What is refused stays, with the reason. */
export function InlineField<Value>(props: InlineFieldProps<Value>) {
  const { label, hint, of, field, value, disabled, numeric = false, read, onSave } = props;
  const [written, setWritten] = useState<string | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  // What stood when the writing began; null once somebody else's word is told beside the field.
  const [seen, setSeen] = useState<string | null>(null);
  const [overtaken, setOvertaken] = useState(false);
  const text = written ?? value;

  const save = async () => {
    if (written === null || written.trim() === value) {
      setWritten(null);
      setProblem(null);
      return;
    }
    const wanted = read(written);
    const was = read(seen ?? value);
    if (wanted === undefined || was === undefined) {
      setProblem(numeric ? t('A whole number from 0 to 10,000, or empty.') : t('Codes of states, such as CA, TX.'));
      return;
    }
    setProblem(null);
    setOvertaken(false);
    try {
      await onSave(wanted, was);
      setWritten(null);
    } catch (error) {
      if (error instanceof RequestProblem && error.code === 'stale') {
        setOvertaken(true);
        setSeen(null);
        return;
      }
      setProblem((error instanceof FieldErrors && error.fields[field]) || failureText(error));
    }
  };
  return (
    <TextInput
      label={label}
      aria-label={`${label}: ${of}`}
      placeholder={hint}
      size="xs"
      value={text}
      disabled={disabled}
      inputMode={numeric ? 'numeric' : 'text'}
      error={overtaken ? t('Somebody saved meanwhile: {value}. Enter saves yours, Escape leaves theirs.', { value: value || hint }) : problem}
      errorProps={{ role: 'alert' }}
      onChange={(event) => {
        if (written === null) setSeen(value);
        setWritten(event.currentTarget.value);
      }}
      onBlur={() => {
        if (!overtaken) void save();
      }}
      onKeyDown={(event) => {
        if (event.key === 'Enter') void save();
        if (event.key !== 'Escape') return;
        setWritten(null);
        setProblem(null);
        setOvertaken(false);
      }}
    />
  );
}
