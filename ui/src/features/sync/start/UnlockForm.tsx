import { Button, PasswordInput } from '@mantine/core';
import { useState } from 'react';

import { device } from '@/api/device';
import { Entrance, EntranceForm, EntranceNote, EntranceProblem } from '@/ui/Entrance';

import { StartAnew } from './StartAnew';
import { useAttempt } from './useAttempt';

/** The copy is encrypted, and this system has no keychain: asks for its passphrase. */
export function UnlockForm() {
  const [passphrase, setPassphrase] = useState('');
  const { busy, errors, problem, attempt } = useAttempt();
  return (
    <Entrance title="Unlock your desk">
      <EntranceNote>The copy on this computer is encrypted with your passphrase.</EntranceNote>
      {problem && <EntranceProblem>{problem}</EntranceProblem>}
      <EntranceForm onSubmit={() => void attempt(() => device.unlock(passphrase))}>
        <PasswordInput
          label="Passphrase"
          name="passphrase"
          autoComplete="current-password"
          size="md"
          value={passphrase}
          onChange={(event) => setPassphrase(event.currentTarget.value)}
          error={errors['passphrase']}
          visibilityToggleButtonProps={{ 'aria-label': 'Show the passphrase', tabIndex: 0 }}
          autoFocus
        />
        <Button type="submit" size="md" fullWidth loading={busy} disabled={!passphrase}>
          Unlock
        </Button>
      </EntranceForm>
      <StartAnew label="I lost the passphrase" />
    </Entrance>
  );
}
