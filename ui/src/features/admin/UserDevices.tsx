import { Button } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';

import { keys } from '@/api/keys';
import { listUserDevices, revokeUserDevice } from '@/api/staff';
import type { Device, User } from '@/api/types';
import { Confirm } from '@/ui/Confirm';
import { Empty, Failure, Lines, Loading } from '@/ui/states';
import { TimeAgo } from '@/ui/TimeAgo';
import { done } from '@/ui/toast';

import classes from './UserDevices.module.css';

const nameOf = ({ device_name, kind }: Device) => device_name || (kind === 'browser' ? 'Browser' : 'Device');

/** Where a user is logged in, what was last synced there, and an end to it. */
export function UserDevices({ user }: { user: User }) {
  const cache = useQueryClient();
  const key = [...keys.admin('users'), user.id, 'devices'];
  const devices = useQuery({ queryKey: key, queryFn: ({ signal }) => listUserDevices(user.id, signal) });
  const [asked, setAsked] = useState<Device | null>(null);
  const rows = devices.data?.results ?? [];
  return (
    <section className={classes['devices']} aria-labelledby="user-devices">
      <h3 id="user-devices">Devices and logins</h3>
      {devices.isPending && (
        <Loading what="devices">
          <Lines count={2} />
        </Loading>
      )}
      {devices.isError && <Failure compact error={devices.error} onRetry={() => void devices.refetch()} />}
      {devices.isSuccess && rows.length === 0 && <Empty compact title="Not logged in anywhere." />}
      <ul>
        {rows.map((device) => (
          <li key={device.id}>
            <span>
              <strong>{nameOf(device)}</strong>
              <small>
                {device.last_sync_at ? (
                  <>
                    synced <TimeAgo at={device.last_sync_at} suffix />
                  </>
                ) : device.last_used_at ? (
                  <>
                    used <TimeAgo at={device.last_used_at} suffix />
                  </>
                ) : (
                  'not used yet'
                )}
              </small>
            </span>
            <Button variant="default" size="xs" aria-label={`Revoke ${nameOf(device)}`} onClick={() => setAsked(device)}>
              Revoke
            </Button>
          </li>
        ))}
      </ul>
      {asked && (
        <Confirm
          opened
          danger
          title={`Revoke ${nameOf(asked)}?`}
          action="Revoke"
          onClose={() => setAsked(null)}
          onConfirm={async () => {
            await revokeUserDevice(user.id, asked.id);
            done(`${nameOf(asked)} was revoked.`);
            await cache.invalidateQueries({ queryKey: key });
          }}
        >
          The login ends for good. A desktop app wipes its copy as soon as it hears of it, and what it had not sent yet is
          lost.
        </Confirm>
      )}
    </section>
  );
}
