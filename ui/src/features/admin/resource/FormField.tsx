import { Checkbox, MultiSelect, PasswordInput, Select, Switch, Textarea, TextInput } from '@mantine/core';

import classes from './ResourceForm.module.css';
import type { FieldInfo, FieldOption, FormValues } from './types';
import { grouped } from '@/lib/group';
import { t } from '@/lib/i18n';

interface FormFieldProps {
  field: FieldInfo;
  value: FormValues[string];
  error: string | undefined;
  autoFocus: boolean;
  onChange: (value: FormValues[string]) => void;
}

/** The control that a field's kind asks for. */
export function FormField({ field, value, error, autoFocus, onChange }: FormFieldProps) {
  const { kind, label, help, required = false, options = [] } = field;
  const common = {
    label,
    description: help,
    error,
    withAsterisk: required,
    ...(autoFocus ? { 'data-autofocus': true } : {}),
  };
  const text = typeof value === 'string' ? value : '';
  switch (kind) {
    case 'switch':
      return (
        <Switch label={label} description={help} error={error} checked={value === true} onChange={(event) => onChange(event.currentTarget.checked)} />
      );
    case 'select':
      return (
        <Select
          {...common}
          clearable={!required}
          searchable
          data={plain(options)}
          value={text || null}
          onChange={onChange}
        />
      );
    case 'several':
      return (
        <MultiSelect
          {...common}
          clearable
          searchable
          hidePickedOptions
          nothingFoundMessage={t('Nothing fits')}
          data={plain(options)}
          value={Array.isArray(value) ? value : []}
          onChange={onChange}
        />
      );
    case 'checks':
      return <Checks field={field} held={Array.isArray(value) ? value : []} error={error} onChange={onChange} />;
    case 'textarea':
      return <Textarea {...common} autosize minRows={3} value={text} onChange={(event) => onChange(event.currentTarget.value)} />;
    case 'password':
      return (
        <PasswordInput
          {...common}
          autoComplete="new-password"
          value={text}
          onChange={(event) => onChange(event.currentTarget.value)}
          visibilityToggleButtonProps={{ 'aria-label': t('Show the password'), tabIndex: 0 }}
        />
      );
    default:
      return (
        <TextInput
          {...common}
          type={kind === 'number' ? 'text' : kind}
          inputMode={kind === 'number' ? 'numeric' : undefined}
          autoComplete="off"
          value={text}
          onChange={(event) => onChange(event.currentTarget.value)}
        />
      );
  }
}

const plain = (options: readonly FieldOption[]) => options.map(({ value, label }) => ({ value, label }));

interface ChecksProps {
  field: FieldInfo;
  held: readonly string[];
  error: string | undefined;
  onChange: (value: string[]) => void;
}

/** Many yes-or-no choices under headings: the permission matrix of a role, the scopes of a key. */
function Checks({ field: { label, options = [] }, held, error, onChange }: ChecksProps) {
  const groups = grouped(options, ({ group }) => group ?? '');
  const toggle = (values: string[], on: boolean) => {
    const rest = held.filter((value) => !values.includes(value));
    onChange(on ? [...rest, ...values] : rest);
  };
  return (
    <fieldset className={classes['checks']}>
      <legend>{label}</legend>
      {[...groups].map(([group, choices]) => (
        <div key={group} className={classes['group']}>
          {group && <GroupHead group={group} choices={choices} held={held} onToggle={toggle} />}
          {choices.map(({ value, label: name, help }) => (
            <Checkbox
              key={value}
              label={name}
              description={help}
              checked={held.includes(value)}
              onChange={(event) => toggle([value], event.currentTarget.checked)}
            />
          ))}
        </div>
      ))}
      {error && <p className={classes['error']}>{error}</p>}
    </fieldset>
  );
}

interface GroupHeadProps {
  group: string;
  choices: readonly FieldOption[];
  held: readonly string[];
  onToggle: (values: string[], on: boolean) => void;
}

function GroupHead({ group, choices, held, onToggle }: GroupHeadProps) {
  const values = choices.map(({ value }) => value);
  const on = values.filter((value) => held.includes(value)).length;
  return (
    <Checkbox
      label={<strong>{group}</strong>}
      checked={on === values.length}
      indeterminate={on > 0 && on < values.length}
      onChange={() => onToggle(values, on < values.length)}
    />
  );
}
