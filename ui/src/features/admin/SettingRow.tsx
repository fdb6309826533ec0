import { Button, Select, Switch, Textarea, TextInput } from '@mantine/core';
import { useState, type SyntheticEvent } from 'react';

import type { Setting } from '@/api/types';
import { fromCode } from '@/lib/format';
import { heard, t } from '@/lib/i18n';
import { Contest } from '@/ui/desk/Contest';
import { failureText } from '@/ui/states';
import { failed } from '@/ui/toast';

import { readSetting, writtenSetting } from './setting-value';
import classes from './SettingsScreen.module.css';

interface SettingRowProps {
  setting: Setting;
  /** Sets it where it still is what was seen, and answers what it is then; null goes back to the default. */
  onSave: (value: unknown, seen: unknown) => Promise<unknown>;
}

/** One setting with the control its kind asks for. */
export function SettingRow({ setting, onSave }: SettingRowProps) {
  const { key, value, kind, description } = setting;
  const label = fromCode(key);
  // Null while nothing is written that differs from what stands.
  const [written, setWritten] = useState<string | null>(null);
  // What stood when the writing began: another value by now is somebody else's.
  const [seen, setSeen] = useState(value);
  const [saving, setSaving] = useState(false);
  const draft = written ?? writtenSetting(value);
  const [problem, setProblem] = useState<string | null>(null);
  const changed = draft !== writtenSetting(value);
  const contested = changed && !saving && written !== null && writtenSetting(seen) !== writtenSetting(value);
  const isDefault = JSON.stringify(value) === JSON.stringify(setting.default);

  const submit = (event: SyntheticEvent) => {
    event.preventDefault();
    const read = readSetting(kind, draft);
    if (read === undefined) { setProblem(t('Enter a whole number.')); return; }
    if (contested || saving) return;
    setProblem(null);
    setSaving(true);
    // What was refused stays in its field, with the reason beside it.
    onSave(read, seen)
      .then((stored) => {
        // What was typed meanwhile is written over what is saved by now.
        setWritten((now) => (now === draft ? null : now));
        setSeen(stored);
      })
      .catch((error: unknown) => setProblem(failureText(error)))
      .finally(() => setSaving(false));
  };
  const set = (next: unknown) => {
    setWritten(null);
    setProblem(null);
    onSave(next, value).catch((error: unknown) => failed(t('The setting was not saved'), error));
  };
  const common = {
    'aria-label': label,
    className: classes['input'] ?? '',
    value: draft,
    error: problem,
    errorProps: { role: 'alert' },
    onChange: (event: { currentTarget: { value: string } }) => {
      if (written === null) setSeen(value);
      setWritten(event.currentTarget.value);
    },
  };

  return (
    <form className={classes['row']} onSubmit={submit}>
      <div>
        <strong>{label}</strong>
        <p>{heard(description)}</p>
        {!isDefault && <p>{t('Default: {value}', { value: writtenSetting(setting.default) || t('empty') })}</p>}
      </div>
      <div className={classes['control']}>
        {kind === 'boolean' ? (
          <Switch aria-label={label} checked={value === true} onChange={(event) => set(event.currentTarget.checked)} />
        ) : kind === 'choice' ? (
          <Select
            aria-label={label}
            className={classes['input'] ?? ''}
            allowDeselect={false}
            error={problem}
            data={setting.choices.map((choice) => ({ value: choice, label: fromCode(choice) }))}
            value={draft}
            onChange={(next) => set(next)}
          />
        ) : kind === 'text_list' ? (
          <Textarea {...common} autosize minRows={2} />
        ) : (
          <TextInput {...common} inputMode={kind === 'integer' ? 'numeric' : 'text'} />
        )}
        {changed && !contested && (
          <Button size="xs" type="submit" loading={saving}>
            {t('Save')}
          </Button>
        )}
        {!changed && !isDefault && kind !== 'boolean' && (
          <Button size="xs" variant="default" onClick={() => set(null)}>
            {t('Default')}
          </Button>
        )}
      </div>
      {contested && (
        <div className={classes['contest']}>
          <Contest
            label={label}
            theirs={writtenSetting(value) || null}
            mine={written || null}
            onChoose={(which) => {
              if (which === 'theirs') setWritten(null);
              setSeen(value);
              setProblem(null);
            }}
          />
        </div>
      )}
    </form>
  );
}
