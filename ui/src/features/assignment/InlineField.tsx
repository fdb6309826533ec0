import { TextInput } from '@mantine/core';
import { useRef, useState } from 'react';

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
  const { label, hint, of, field: name, value, disabled, numeric = false, read, onSave } = props;
  const [written, setWritten] = useState<string | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  // What stood when the writing began; null once somebody else's word is told beside the field.
  const [seen, setSeen] = useState<string | null>(null);
  const [overtaken, setOvertaken] = useState(false);
  const field = useRef<HTMLInputElement>(null);
  // What is on its way is not sent once more by leaving the field.
  const saving = useRef(false);
  const text = written ?? value;
  const same = (one: string, other: string) => JSON.stringify(read(one)) === JSON.stringify(read(other));

  const save = async (wrote = written, from = seen ?? value, stands = value) => {
    if (saving.current) return;
    if (wrote === null || same(wrote, stands)) {
      setWritten(null);
      setProblem(null);
      return;
    }
    const wanted = read(wrote);
    const was = read(from);
    if (wanted === undefined || was === undefined) {
      setProblem(numeric ? t('A whole number from 0 to 10,000, or empty.') : t('Codes of states, such as CA, TX.'));
      return;
    }
    setProblem(null);
    setOvertaken(false);
    saving.current = true;
    try {
      await onSave(wanted, was);
    } catch (error) {
      saving.current = false;
      if (error instanceof RequestProblem && error.code === 'stale') {
        setOvertaken(true);
        setSeen(null);
        return;
      }
      setProblem((error instanceof FieldErrors && error.fields[name]) || failureText(error));
      return;
    }
    saving.current = false;
    const since = field.current?.value ?? wrote;
    if (same(since, wrote)) setWritten(null);
    else if (document.activeElement === field.current) setSeen(wrote);
    else void save(since, wrote, wrote);
  };
  return (
    <TextInput
      ref={field}
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
