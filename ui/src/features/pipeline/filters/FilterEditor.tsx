import { Button, Checkbox, TextInput } from '@mantine/core';
import { useState, type SyntheticEvent } from 'react';

import { t } from '@/lib/i18n';
import type { DeskSearch } from '@/lib/search';

import type { FilterField } from './fields';
import { toggled } from './filter';
import classes from './FilterEditor.module.css';
import type { Names } from './said';

interface FilterEditorProps extends Names {
  field: FilterField;
  search: DeskSearch;
  onChange: (change: Partial<DeskSearch>) => void;
  /** What was typed is taken over: the editor may go. */
  onDone: () => void;
}

/** Sets one filter: by ticks, which count at once, or by what is typed and confirmed. */
export function FilterEditor(props: FilterEditorProps) {
  const { field, search, people, graph, onChange, onDone } = props;
  switch (field.kind) {
    case 'stages':
      return <Ticks list={search[field.key]} options={graph?.stages.map(({ stage, label }) => [stage, label] as const) ?? []} onChange={(list) => onChange({ [field.key]: list })} />;
    case 'people': {
      const options = people.map(({ id, name }) => [id, name] as const);
      // Nobody and somebody exclude each other: the server knows no "or" between them.
      const take = (list: string | undefined) => {
        const added = list?.split(',').at(-1);
        onChange({ [field.key]: added === 'none' ? 'none' : list?.split(',').filter((id) => id !== 'none').join(',') || undefined });
      };
      return <Ticks list={search[field.key]} options={[['none', t('Nobody')], ['me', t('Me')], ...options]} onChange={take} />;
    }
    case 'choice':
      return <Ticks list={search[field.key]} options={field.choices} onChange={(list) => onChange({ [field.key]: list?.split(',').at(-1) })} />;
    case 'flag':
      return null;
    case 'text':
      return (
        <Typed onDone={onDone} onTake={([text]) => onChange({ [field.key]: text || undefined })} inputs={[{ label: field.label, value: search[field.key] ?? '', type: 'text', hint: field.hint }]} />
      );
    case 'days':
      return (
        <Typed onDone={onDone} onTake={([days]) => onChange({ [field.key]: numberOf(days) })} inputs={[{ label: t('At least'), value: String(search[field.key] ?? ''), type: 'number', hint: '7' }]} />
      );
    case 'range':
      return (
        <Typed
          onDone={onDone}
          onTake={([low, high]) => onChange({ [field.low]: numberOf(low), [field.high]: numberOf(high) })}
          inputs={[
            { label: t('At least'), value: String(search[field.low] ?? ''), type: 'number', hint: field.money ? '250k' : '620' },
            { label: t('At most'), value: String(search[field.high] ?? ''), type: 'number', hint: field.money ? '1.2m' : '740' },
          ]}
        />
      );
    case 'dates':
      return (
        <>
          <div className={classes['quick']}>
            {([['-0d', t('Today')], ['-7d', t('Last 7 days')], ['-30d', t('Last 30 days')]] as const).map(([value, label]) => (
              <Button
                key={value}
                size="compact-sm"
                variant="default"
                onClick={() => {
                  onChange({ [field.after]: value, [field.before]: undefined });
                  onDone();
                }}
              >
                {label}
              </Button>
            ))}
          </div>
          <Typed
            onDone={onDone}
            onTake={([after, before]) => onChange({ [field.after]: after || undefined, [field.before]: before || undefined })}
            inputs={[
              { label: t('From'), value: dateOnly(search[field.after]), type: 'date', hint: '' },
              { label: t('Until'), value: dateOnly(search[field.before]), type: 'date', hint: '' },
            ]}
          />
        </>
      );
  }
}

const dateOnly = (value: string | undefined) => (value?.startsWith('-') ? '' : (value ?? ''));

/** `250k` → 250000, `$1.2m` → 1200000; nothing for what is no number. */
export function numberOf(text: string | undefined): number | undefined {
  const parts = /^\$?\s*([\d.,]+)\s*([km]?)$/i.exec((text ?? '').trim());
  if (!parts) return undefined;
  const value = Number((parts[1] ?? '').replaceAll(',', '')) * ({ k: 1000, m: 1_000_000 }[(parts[2] ?? '').toLowerCase()] ?? 1);
  return Number.isFinite(value) ? value : undefined;
}

interface TicksProps {
  list: string | undefined;
  options: readonly (readonly [value: string, label: string])[];
  onChange: (list: string | undefined) => void;
}

function Ticks({ list, options, onChange }: TicksProps) {
  const held = list?.split(',') ?? [];
  return (
    <div className={classes['ticks']}>
      {options.map(([value, label], index) => (
        <Checkbox
          key={value}
          label={label}
          checked={held.includes(value)}
          onChange={() => onChange(toggled(list, value))}
          {...(index === 0 ? { 'data-autofocus': true } : {})}
        />
      ))}
    </div>
  );
}

interface TypedProps {
  inputs: readonly { label: string; value: string; type: 'text' | 'number' | 'date'; hint: string }[];
  onTake: (values: string[]) => void;
  onDone: () => void;
}

function Typed({ inputs, onTake, onDone }: TypedProps) {
  const [values, setValues] = useState(() => inputs.map(({ value }) => value));
  const submit = (event: SyntheticEvent) => {
    event.preventDefault();
    onTake(values.map((value) => value.trim()));
    onDone();
  };
  return (
    <form onSubmit={submit} className={classes['typed']}>
      {inputs.map(({ label, type, hint }, index) => (
        <TextInput
          key={label}
          label={label}
          type={type === 'date' ? 'date' : 'text'}
          inputMode={type === 'number' ? 'decimal' : undefined}
          placeholder={hint}
          value={values[index] ?? ''}
          onChange={(event) => setValues(values.with(index, event.currentTarget.value))}
          {...(index === 0 ? { 'data-autofocus': true } : {})}
        />
      ))}
      <Button type="submit" size="xs">
        {t('Apply')}
      </Button>
    </form>
  );
}
