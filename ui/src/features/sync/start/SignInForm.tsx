import { Button, PasswordInput } from '@mantine/core';
import { useState } from 'react';

import { device, type DeviceReport } from '@/api/device';
import { plural } from '@/lib/format';
import { Entrance, EntranceForm, EntranceNote, EntranceProblem } from '@/ui/Entrance';

import { StartAnew } from './StartAnew';
import { useAttempt } from './useAttempt';

/** The login ended, and the copy is locked until its user logs in again. What waits is kept. */
export function SignInForm({ report }: { report: DeviceReport }) {
  const [password, setPassword] = useState('');
  const { busy, errors, problem, attempt } = useAttempt();
  const { pending = 0, detail = null } = report.sync ?? {};
  return (
    <Entrance title="Log in again">
      <EntranceNote>
        {detail ?? 'Your login at the server ended.'}{' '}
        {pending > 0 && `${plural(pending, 'change')} that you made here ${pending === 1 ? 'is' : 'are'} kept and will be sent.`}
      </EntranceNote>
      {problem && <EntranceProblem>{problem}</EntranceProblem>}
      <EntranceForm onSubmit={() => void attempt(() => device.signIn(password))}>
        <p>
          <strong>{report.email}</strong> at {report.server.replace(/^https?:\/\//, '')}
        </p>
        <PasswordInput
          label="Password"
          name="password"
          autoComplete="current-password"
          size="md"
          value={password}
          onChange={(event) => setPassword(event.currentTarget.value)}
          error={errors['password']}
          visibilityToggleButtonProps={{ 'aria-label': 'Show the password', tabIndex: 0 }}
          autoFocus
        />
        <Button type="submit" size="md" fullWidth loading={busy} disabled={!password}>
          Log in
        </Button>
      </EntranceForm>
      <StartAnew label="Sign out and remove the copy" pending={pending} />
    </Entrance>
  );
}
