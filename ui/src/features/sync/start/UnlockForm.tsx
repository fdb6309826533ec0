import { Button, PasswordInput } from '@mantine/core';
import { useState } from 'react';

import { device } from '@/api/device';
import { t } from '@/lib/i18n';
import { Entrance, EntranceForm, EntranceNote, EntranceProblem } from '@/ui/Entrance';

import { StartAnew } from './StartAnew';
import { useAttempt } from './useAttempt';

/** The copy is encrypted, and this system has no keychain: asks for its passphrase. */
export function UnlockForm() {
  const [passphrase, setPassphrase] = useState('');
  const { busy, errors, problem, attempt } = useAttempt();
  return (
    <Entrance title={t('Unlock your desk')}>
      <EntranceNote>{t('The copy on this computer is encrypted with your passphrase.')}</EntranceNote>
      {problem && <EntranceProblem>{problem}</EntranceProblem>}
      <EntranceForm onSubmit={() => void attempt(() => device.unlock(passphrase))}>
        <PasswordInput
          label={t('Passphrase')}
          name="passphrase"
          autoComplete="current-password"
          size="md"
          value={passphrase}
          onChange={(event) => setPassphrase(event.currentTarget.value)}
          error={errors['passphrase']}
          visibilityToggleButtonProps={{ 'aria-label': t('Show the passphrase'), tabIndex: 0 }}
          autoFocus
        />
        <Button type="submit" size="md" fullWidth loading={busy} disabled={!passphrase}>
          {t('Unlock')}
        </Button>
      </EntranceForm>
      <StartAnew label={t('I lost the passphrase')} />
    </Entrance>
  );
}
