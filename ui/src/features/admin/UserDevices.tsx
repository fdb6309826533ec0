import { Button } from '@mantine/core';
import { IconBrowser, IconDeviceLaptop } from '@tabler/icons-react';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';

import { keys } from '@/api/keys';
import { listUserDevices, revokeUserDevice } from '@/api/staff';
import type { Device, User } from '@/api/types';
import { dateTime } from '@/lib/format';
import { t, words } from '@/lib/i18n';
import { Confirm } from '@/ui/Confirm';
import { Empty, Failure, Lines, Loading } from '@/ui/states';
import { TimeAgo } from '@/ui/TimeAgo';
import { done } from '@/ui/toast';

import classes from './UserDevices.module.css';

const isApp = ({ kind }: Device) => kind !== 'browser';
const nameOf = (device: Device) => device.device_name || (isApp(device) ? t('Device') : t('Browser'));

/** Where a user is logged in, what was last synced there, and an end to it. */
export function UserDevices({ user }: { user: User }) {
  const cache = useQueryClient();
  const key = [...keys.admin('users'), user.id, 'devices'];
  const devices = useQuery({ queryKey: key, queryFn: ({ signal }) => listUserDevices(user.id, signal) });
  const [asked, setAsked] = useState<Device | null>(null);
  const rows = devices.data?.results ?? [];
  return (
    <section className={classes['devices']} aria-label={t('Devices and logins')}>
      {devices.isPending && (
        <Loading what={t('devices')}>
          <Lines count={2} />
        </Loading>
      )}
      {devices.isError && <Failure compact error={devices.error} onRetry={() => void devices.refetch()} />}
      {devices.isSuccess && rows.length === 0 && <Empty compact title={t('Not logged in anywhere.')} />}
      <ul>
        {rows.map((device) => (
          <li key={device.id}>
            <DeviceLine device={device} />
            <Button
              variant="default"
              size="xs"
              aria-label={t('Revoke {name}', { name: nameOf(device) })}
              onClick={() => setAsked(device)}
            >
              {t('Revoke')}
            </Button>
          </li>
        ))}
      </ul>
      {asked && (
        <Confirm
          opened
          danger
          title={t('Revoke {name}?', { name: nameOf(asked) })}
          action={t('Revoke')}
          onClose={() => setAsked(null)}
          onConfirm={async () => {
            await revokeUserDevice(user.id, asked.id);
            done(t('{name} was revoked.', { name: nameOf(asked) }));
            await cache.invalidateQueries({ queryKey: key });
          }}
        >
          {isApp(asked)
            ? t('The login ends for good. The app wipes its copy as soon as it hears of it, and what it had not sent yet is lost.')
            : t('The login ends for good; whoever uses this browser has to log in again.')}
        </Confirm>
      )}
    </section>
  );
}

function DeviceLine({ device }: { device: Device }) {
  const { last_sync_at, last_used_at, created_at, expires_at } = device;
  const DeviceIcon = isApp(device) ? IconDeviceLaptop : IconBrowser;
  return (
    <span className={classes['device']}>
      <DeviceIcon size={20} stroke={1.6} aria-hidden="true" />
      <span>
        <strong>{nameOf(device)}</strong>
        {isApp(device) && (
          <small>
            {last_sync_at ? words('Synced {when}', { when: <TimeAgo at={last_sync_at} suffix /> }) : t('Never synced')}
          </small>
        )}
        <small>{last_used_at ? words('Used {when}', { when: <TimeAgo at={last_used_at} suffix /> }) : t('Not used yet')}</small>
        <small>{t('Logged in {begin}, ends {end}', { begin: dateTime(created_at), end: dateTime(expires_at) })}</small>
      </span>
    </span>
  );
}
