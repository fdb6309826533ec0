import { useCan } from '@/api/session';
import { t } from '@/lib/i18n';
import { Page } from '@/ui/Page';
import { Failure, Lines, Loading } from '@/ui/states';

import { usePeople, useSettings } from './api';
import classes from './AssignmentScreen.module.css';
import { ModeCard } from './ModeCard';
import { PeopleCard } from './PeopleCard';
import type { Rules } from './rules';
import { WaitingCard } from './WaitingCard';

/** Who gets which leads: the rule, what each person can carry, and who waits. */
export function AssignmentScreen() {
  const may = useCan();
  const people = usePeople();
  const settings = useSettings();
  const value = (key: string) => settings.data?.find((setting) => setting.key === key)?.value;
  const mode = value('assignment_mode');
  const rules: Rules = { mode: typeof mode === 'string' ? mode : 'manual', byLicence: value('assignment_by_licence') === true };
  const failing = people.data ? (settings.data ? null : settings) : people;
  return (
    <Page title={t('Lead assignment')}>
      {people.data && settings.data ? (
        <div className={classes['cards']}>
          <ModeCard rules={rules} maySet={may('setting.manage')} />
          <WaitingCard rules={rules} />
          <PeopleCard people={people.data} maySet={may('user.manage')} />
        </div>
      ) : failing?.isError ? (
        <Failure error={failing.error} onRetry={() => void failing.refetch()} />
      ) : (
        <Loading what={t('Lead assignment')}>
          <div className={classes['card']}>
            <Lines count={8} height={36} />
          </div>
        </Loading>
      )}
    </Page>
  );
}
