import { Button, PasswordInput } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState, type SyntheticEvent } from 'react';

import { changePassword, listDevices, revokeDevice } from '@/api/auth';
import { keys } from '@/api/keys';
import { useMe } from '@/api/session';
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
    <Page title="Account" aside={user.email} width="text">
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
      done('Password changed. Other devices are logged out.');
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
      <h2 id="password">Password</h2>
      <form onSubmit={submit} className={classes['form']}>
        <PasswordInput
          label="Present password"
          autoComplete="current-password"
          value={current}
          onChange={(event) => setCurrent(event.currentTarget.value)}
          error={fields['current_password']}
        />
        <PasswordInput
          label="New password"
          description="At least 10 characters"
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
          Change password
        </Button>
      </form>
    </section>
  );
}

function Devices() {
  const cache = useQueryClient();
  const devices = useQuery({ queryKey: keys.admin('devices'), queryFn: listDevices });
  const end = useMutation({
    mutationFn: revokeDevice,
    onSuccess: () => done('That login has ended.'),
    onError: (error) => failed('The login could not be ended', error),
    onSettled: () => cache.invalidateQueries({ queryKey: keys.admin('devices') }),
  });
  const rows = devices.data?.results ?? [];
  return (
    <section className={classes['card']} aria-labelledby="devices">
      <h2 id="devices">Where you are logged in</h2>
      {devices.isPending && (
        <Loading what="devices">
          <Lines count={3} />
        </Loading>
      )}
      {devices.isError && <Failure compact error={devices.error} onRetry={() => void devices.refetch()} />}
      {devices.isSuccess && rows.length === 0 && <Empty compact title="No other logins." />}
      <ul>
        {rows.map((device) => (
          <li key={device.id} className={classes['device']}>
            <span>
              <strong>{device.device_name || (device.kind === 'browser' ? 'Browser' : 'Device')}</strong>
              <small>
                {device.last_used_at ? (
                  <>
                    used <TimeAgo at={device.last_used_at} suffix />
                  </>
                ) : (
                  'not used yet'
                )}
              </small>
            </span>
            <Button
              variant="default"
              size="xs"
              aria-label={`End login: ${device.device_name || device.kind}`}
              onClick={() => end.mutate(device.id)}
            >
              End login
            </Button>
          </li>
        ))}
      </ul>
    </section>
  );
}
