import { Button, PasswordInput, TextInput } from '@mantine/core';
import { useState } from 'react';

import { device, type DeviceReport } from '@/api/device';
import { t } from '@/lib/i18n';
import { Entrance, EntranceForm, EntranceNote, EntranceProblem } from '@/ui/Entrance';

import classes from './start.module.css';
import { useAttempt } from './useAttempt';

interface FirstStartProps {
  report: DeviceReport;
  notice: 'revoked' | 'signed_out' | null;
}

const example = 'desk.example.com';

const notices = {
  revoked: t('An admin revoked this device. Everything that was kept on it has been wiped.'),
  signed_out: t('You signed out. Nothing of the desk is left on this computer.'),
};

/** The first start: a server and a login, or a desk of invented people to try things on. */
export function FirstStart({ report, notice }: FirstStartProps) {
  const [values, setValues] = useState({
    server: report.server,
    email: report.email,
    password: '',
    device_name: report.device_name,
    passphrase: '',
  });
  const connecting = useAttempt();
  const demo = useAttempt();
  const errors = { ...demo.errors, ...connecting.errors };
  const field = (name: keyof typeof values) => ({
    name,
    size: 'md' as const,
    value: values[name],
    error: errors[name],
    onChange: (event: { currentTarget: { value: string } }) => {
      const { value } = event.currentTarget;
      setValues((before) => ({ ...before, [name]: value }));
    },
  });

  const connect = () => {
    const missing = {
      ...(values.server.trim() ? {} : { server: t('Enter the address of your Rivo server.') }),
      ...(values.email.trim() ? {} : { email: t('Enter your email address.') }),
      ...(values.password ? {} : { password: t('Enter your password.') }),
    };
    connecting.setErrors(missing);
    if (Object.keys(missing).length > 0) return;
    const { passphrase, ...wish } = values;
    void connecting.attempt(() => device.connect(report.keychain ? wish : { ...wish, passphrase }));
  };
  const busy = connecting.busy || demo.busy;

  return (
    <Entrance title={t('Set up Rivo')}>
      {notice ? (
        <EntranceNote>{notices[notice]}</EntranceNote>
      ) : (
        <EntranceNote>{t('Your clients are copied to this computer, so that you can work without a network.')}</EntranceNote>
      )}
      {(connecting.problem ?? demo.problem) && (
        <EntranceProblem>{connecting.problem ?? demo.problem}</EntranceProblem>
      )}
      <EntranceForm onSubmit={connect}>
        <TextInput label={t('Server')} placeholder={example} autoComplete="url" autoFocus {...field('server')} />
        <TextInput label={t('Email')} type="email" autoComplete="username" {...field('email')} />
        <PasswordInput
          label={t('Password')}
          autoComplete="current-password"
          visibilityToggleButtonProps={{ 'aria-label': t('Show the password'), tabIndex: 0 }}
          {...field('password')}
        />
        <TextInput label={t('Name of this computer')} description={t('How you and an admin know it in the list of devices')} {...field('device_name')} />
        {!report.keychain && (
          <PasswordInput
            label={t('Passphrase for this computer')}
            description={t('This system has no keychain. The copy is encrypted with this passphrase, which is asked for at each start and cannot be recovered.')}
            autoComplete="new-password"
            visibilityToggleButtonProps={{ 'aria-label': t('Show the passphrase'), tabIndex: 0 }}
            {...field('passphrase')}
          />
        )}
        <Button type="submit" size="md" fullWidth loading={connecting.busy} disabled={busy}>
          {t('Connect')}
        </Button>
      </EntranceForm>
      <div className={classes['other']}>
        <Button
          variant="default"
          size="md"
          fullWidth
          loading={demo.busy}
          disabled={busy}
          onClick={() => void demo.attempt(() => device.tryDemo(values.passphrase || undefined))}
        >
          {t('Try it with demo data')}
        </Button>
        <p>{t('A desk of its own with sixty invented clients. It needs no server and sends nothing anywhere.')}</p>
      </div>
    </Entrance>
  );
}
