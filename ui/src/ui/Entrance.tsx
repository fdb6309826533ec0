import type { ReactNode } from 'react';

import { t } from '@/lib/i18n';

import classes from './Entrance.module.css';
import { Logo } from './Logo';
import { River } from './River';

interface EntranceProps {
  title: string;
  /** What the screen is about, under its title. */
  children: ReactNode;
}

/** The screen before the desk: what Rivo is on one side, the way in on the other. */
export function Entrance({ title, children }: EntranceProps) {
  return (
    <div className={classes['screen']}>
      <aside className={classes['brand']} aria-hidden="true">
        <River />
        <p>
          {t('Every conversation,')}
          <br />
          {t('a lead with proof.')}
        </p>
      </aside>
      <main className={classes['side']}>
        <div className={classes['way']}>
          <span className={classes['mark']}>
            <Logo size={40} />
          </span>
          <h1>{title}</h1>
          {children}
        </div>
      </main>
    </div>
  );
}

/** A calm sentence above the fields. */
export const EntranceNote = ({ children }: { children: ReactNode }) => <p className={classes['note']}>{children}</p>;

/** Why it did not work. */
export const EntranceProblem = ({ children }: { children: ReactNode }) => (
  <p className={classes['problem']} role="alert">
    {children}
  </p>
);

interface FormProps {
  onSubmit: () => void;
  children: ReactNode;
}

/** The fields of the way in. */
export function EntranceForm({ onSubmit, children }: FormProps) {
  return (
    <form
      className={classes['form']}
      onSubmit={(event) => {
        event.preventDefault();
        onSubmit();
      }}
      noValidate
    >
      {children}
    </form>
  );
}
