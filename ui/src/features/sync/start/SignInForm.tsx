import { Button, PasswordInput } from '@mantine/core';
import { useState } from 'react';

import { device, type DeviceReport } from '@/api/device';
import { heard, t, words } from '@/lib/i18n';
import { Entrance, EntranceForm, EntranceNote, EntranceProblem } from '@/ui/Entrance';

import { StartAnew } from './StartAnew';
import { useAttempt } from './useAttempt';

/** The login ended, and the copy is locked until its user logs in again. What waits is kept. */
export function SignInForm({ report }: { report: DeviceReport }) {
  const [password, setPassword] = useState('');
  const { busy, errors, problem, attempt } = useAttempt();
  const { pending = 0, detail = null } = report.sync ?? {};
  return (
    <Entrance title={t('Log in again')}>
      <EntranceNote>
        {detail ? heard(detail) : t('Your login at the server ended.')}{' '}
        {pending > 0 && t('{count} changes that you made here are kept and will be sent.', { count: pending })}
      </EntranceNote>
      {problem && <EntranceProblem>{problem}</EntranceProblem>}
      <EntranceForm onSubmit={() => void attempt(() => device.signIn(password))}>
        <p>
          {words('{email} at {server}', { email: <strong>{report.email}</strong> }, { server: report.server.replace(/^https?:\/\//, '') })}
        </p>
        <PasswordInput
          label={t('Password')}
          name="password"
          autoComplete="current-password"
          size="md"
          value={password}
          onChange={(event) => setPassword(event.currentTarget.value)}
          error={errors['password']}
          visibilityToggleButtonProps={{ 'aria-label': t('Show the password'), tabIndex: 0 }}
          autoFocus
        />
        <Button type="submit" size="md" fullWidth loading={busy} disabled={!password}>
          {t('Log in')}
        </Button>
      </EntranceForm>
      <StartAnew label={t('Sign out and remove the copy')} pending={pending} />
    </Entrance>
  );
}
