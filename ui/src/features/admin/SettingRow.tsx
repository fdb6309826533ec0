import { Button, Switch, Textarea, TextInput } from '@mantine/core';
import { useState, type SyntheticEvent } from 'react';

import type { Setting } from '@/api/types';
import { fromCode } from '@/lib/format';

import { readSetting, writtenSetting } from './setting-value';
import classes from './SettingsScreen.module.css';

interface SettingRowProps {
  setting: Setting;
  /** Null goes back to the default. */
  onSave: (value: unknown) => void;
}

/** One setting with the control its kind asks for. */
export function SettingRow({ setting, onSave }: SettingRowProps) {
  const { key, value, kind, description } = setting;
  const label = fromCode(key);
  const [draft, setDraft] = useState(() => writtenSetting(value));
  const [problem, setProblem] = useState<string | null>(null);
  const changed = draft !== writtenSetting(value);
  const isDefault = JSON.stringify(value) === JSON.stringify(setting.default);

  const submit = (event: SyntheticEvent) => {
    event.preventDefault();
    const read = readSetting(kind, draft);
    if (read === undefined) { setProblem('Enter a whole number.'); return; }
    setProblem(null);
    onSave(read);
  };
  const common = {
    'aria-label': label,
    className: classes['input'] ?? '',
    value: draft,
    error: problem,
    onChange: (event: { currentTarget: { value: string } }) => setDraft(event.currentTarget.value),
  };

  return (
    <form className={classes['row']} onSubmit={submit}>
      <div>
        <strong>{label}</strong>
        <p>{description}</p>
        {!isDefault && <p>Default: {writtenSetting(setting.default) || 'empty'}</p>}
      </div>
      <div className={classes['control']}>
        {kind === 'boolean' ? (
          <Switch aria-label={label} checked={value === true} onChange={(event) => onSave(event.currentTarget.checked)} />
        ) : kind === 'text_list' ? (
          <Textarea {...common} autosize minRows={2} />
        ) : (
          <TextInput {...common} inputMode={kind === 'integer' ? 'numeric' : 'text'} />
        )}
        {changed && (
          <Button size="xs" type="submit">
            Save
          </Button>
        )}
        {!changed && !isDefault && kind !== 'boolean' && (
          <Button size="xs" variant="default" onClick={() => onSave(null)}>
            Default
          </Button>
        )}
      </div>
    </form>
  );
}
