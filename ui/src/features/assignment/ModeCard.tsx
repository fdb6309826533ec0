import { Switch } from '@mantine/core';

import { t } from '@/lib/i18n';

import { useSaveSetting } from './api';
import classes from './AssignmentScreen.module.css';
import type { Rules } from './rules';

const modes = [
  { value: 'manual', label: t('By hand'), text: t('Leads wait until a person gives them to somebody.') },
  { value: 'round_robin', label: t('Round robin'), text: t('Each lead goes to whoever got one longest ago.') },
  { value: 'least_workload', label: t('Least workload'), text: t('Each lead goes to whoever has the least open, measured by what they can carry.') },
];

/** The rule by which leads are given out. */
export function ModeCard({ rules: { mode, byLicence }, maySet }: { rules: Rules; maySet: boolean }) {
  const save = useSaveSetting();
  return (
    <section className={classes['card']} aria-labelledby="mode">
      <h2 id="mode">{t('How leads are given out')}</h2>
      <fieldset className={classes['modes']} disabled={!maySet}>
        <legend className="visually-hidden">{t('How leads are given out')}</legend>
        {modes.map(({ value, label, text }) => (
          <label key={value} className={classes['mode']} data-chosen={mode === value || undefined}>
            <input
              type="radio"
              name="mode"
              value={value}
              checked={mode === value}
              onChange={() => save.mutate({ key: 'assignment_mode', value, seen: mode })}
            />
            <span>
              <strong>{label}</strong>
              <span>{text}</span>
            </span>
          </label>
        ))}
      </fieldset>
      <Switch
        checked={byLicence}
        disabled={!maySet || mode === 'manual'}
        label={t('Only to people licensed in the lead’s state')}
        description={t('The state is that of the phone’s area code.')}
        onChange={(event) => save.mutate({ key: 'assignment_by_licence', value: event.currentTarget.checked, seen: byLicence })}
      />
      {!maySet && <p className={classes['note']}>{t('Your role does not allow you to change this.')}</p>}
    </section>
  );
}
