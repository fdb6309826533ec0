import { Button, PasswordInput } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState, type SyntheticEvent } from 'react';

import { changePassword, listDevices, revokeDevice } from '@/api/auth';
import { keys } from '@/api/keys';
import { useMe } from '@/api/session';
import type { Device } from '@/api/types';
import { heard, t, words } from '@/lib/i18n';
import { FieldErrors } from '@/transport';
import { Page } from '@/ui/Page';
import { Empty, Failure, failureText, Lines, Loading } from '@/ui/states';
import { TimeAgo } from '@/ui/TimeAgo';
import { done, failed } from '@/ui/toast';

import classes from './AccountScreen.module.css';

/** One's own login: the password, and where else one is logged in. */
export function AccountScreen() {
  const user = useMe();
  return (
    <Page title={t('Account')} aside={user.email} width="text">
      <PasswordForm />
      <Devices />
    </Page>
  );
}

function PasswordForm() {
  const cache = useQueryClient();
  const [current, setCurrent] = useState('');
  const [fresh, setFresh] = useState('');
  const change = useMutation({
    mutationFn: () => changePassword(current, fresh),
    onSuccess: () => {
      setCurrent('');
      setFresh('');
      done(t('Password changed. Other devices are logged out.'));
      void cache.invalidateQueries({ queryKey: keys.admin('devices') });
    },
  });
  const fields = change.error instanceof FieldErrors ? change.error.fields : {};
  const submit = (event: SyntheticEvent) => {
    event.preventDefault();
    change.mutate();
  };
  return (
    <section className={classes['card']} aria-labelledby="password">
      <h2 id="password">{t('Password')}</h2>
      <form onSubmit={submit} className={classes['form']}>
        <PasswordInput
          label={t('Present password')}
          autoComplete="current-password"
          value={current}
          onChange={(event) => setCurrent(event.currentTarget.value)}
          error={fields['current_password']}
        />
        <PasswordInput
          label={t('New password')}
          description={t('At least 10 characters')}
          autoComplete="new-password"
          value={fresh}
          onChange={(event) => setFresh(event.currentTarget.value)}
          error={fields['new_password']}
        />
        {change.error && Object.keys(fields).length === 0 && (
          <p role="alert" className={classes['problem']}>
            {failureText(change.error)}
          </p>
        )}
        <Button type="submit" loading={change.isPending} disabled={!current || !fresh}>
          {t('Change password')}
        </Button>
      </form>
    </section>
  );
}

const nameOf = ({ device_name, kind }: Device) => heard(device_name) || (kind === 'browser' ? t('Browser') : t('Device'));

function Devices() {
  const cache = useQueryClient();
  const devices = useQuery({ queryKey: keys.admin('devices'), queryFn: listDevices });
  const end = useMutation({
    mutationFn: revokeDevice,
    onSuccess: () => done(t('That login has ended.')),
    onError: (error) => failed(t('The login could not be ended'), error),
    onSettled: () => cache.invalidateQueries({ queryKey: keys.admin('devices') }),
  });
  const rows = devices.data?.results ?? [];
  return (
    <section className={classes['card']} aria-labelledby="devices">
      <h2 id="devices">{t('Where you are logged in')}</h2>
      {devices.isPending && (
        <Loading what={t('devices')}>
          <Lines count={3} />
        </Loading>
      )}
      {devices.isError && <Failure compact error={devices.error} onRetry={() => void devices.refetch()} />}
      {devices.isSuccess && rows.length === 0 && <Empty compact title={t('No other logins.')} />}
      <ul>
        {rows.map((device) => (
          <li key={device.id} className={classes['device']}>
            <span>
              <strong>{nameOf(device)}</strong>
              <small>
                {device.last_used_at
                  ? words('used {time}', { time: <TimeAgo at={device.last_used_at} suffix /> })
                  : t('not used yet')}
              </small>
            </span>
            <Button
              variant="default"
              size="xs"
              aria-label={t('End login: {device}', { device: nameOf(device) })}
              onClick={() => end.mutate(device.id)}
            >
              {t('End login')}
            </Button>
          </li>
        ))}
      </ul>
    </section>
  );
}
