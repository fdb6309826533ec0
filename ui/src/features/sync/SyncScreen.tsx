import { Button } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';

import { device, deviceQuery, useDevice, type DeviceReport } from '@/api/device';
import { heard, t } from '@/lib/i18n';
import { Confirm } from '@/ui/Confirm';
import { Page } from '@/ui/Page';
import { Progress } from '@/ui/Progress';
import { Empty } from '@/ui/states';
import { TimeAgo } from '@/ui/TimeAgo';
import { failed } from '@/ui/toast';

import { Pending } from './Pending';
import { Rejected } from './Rejected';
import { stateWords } from './state';
import classes from './SyncScreen.module.css';

/** This computer's copy of the desk: how it stands, what waits, what needs a decision, the way out. */
export function SyncScreen() {
  const report = useDevice();
  if (!report) {
    return (
      <Page title={t('Sync')} width="text">
        <Empty title={t('A browser keeps no copy of the desk')}>{t('The desktop app does, and shows here what waits to be sent.')}</Empty>
      </Page>
    );
  }
  return (
    <Page title={t('Sync')} aside={report.device_name} width="text" actions={report.sync && <SyncNow />}>
      {report.sync ? <State report={report} /> : <DemoState />}
      {report.sync && (
        <>
          <Rejected />
          <Pending />
        </>
      )}
      <Leave report={report} />
    </Page>
  );
}

function SyncNow() {
  const cache = useQueryClient();
  const [busy, setBusy] = useState(false);
  const retry = async () => {
    setBusy(true);
    try {
      cache.setQueryData(deviceQuery.queryKey, await device.retry());
    } catch (error) {
      failed(t('The server was not tried'), error);
    } finally {
      setBusy(false);
    }
  };
  return (
    <Button variant="default" loading={busy} onClick={() => void retry()}>
      {t('Sync now')}
    </Button>
  );
}

function State({ report }: { report: DeviceReport }) {
  const { sync } = report;
  if (!sync) return null;
  const [title, meaning] = stateWords[sync.state];
  return (
    <section className={classes['card']} aria-labelledby="state">
      <div className={classes['state']} data-state={sync.state}>
        <span className={classes['dot']} aria-hidden="true" />
        <div>
          <h2 id="state">{title}</h2>
          <p>{sync.detail ? heard(sync.detail) : meaning}</p>
        </div>
      </div>
      {sync.snapshot && (
        <div className={classes['progress']}>
          <Progress label={t('Clients copied')} {...sync.snapshot} />
          <p>
            {t('Copying your clients: {done} of {total}', { done: sync.snapshot.done, total: sync.snapshot.total })}
          </p>
        </div>
      )}
      <dl className={classes['facts']}>
        <Fact name={t('Server')}>{report.server.replace(/^https?:\/\//, '')}</Fact>
        <Fact name={t('Signed in as')}>{report.email}</Fact>
        <Fact name={t('Last contact')}>
          {sync.last_contact_at ? <TimeAgo at={sync.last_contact_at} suffix /> : t('Not yet')}
        </Fact>
        <Fact name={t('Waiting to be sent')}>{t('{count} changes', { count: sync.pending })}</Fact>
        <Fact name={t('This computer')}>{report.device_name}</Fact>
        <Fact name={t('On the disk')}>{atRest(report)}</Fact>
      </dl>
    </section>
  );
}

function DemoState() {
  return (
    <section className={classes['card']} aria-labelledby="state">
      <h2 id="state">{t('A demo desk')}</h2>
      <p>{t('Its sixty clients are invented and live on this computer alone. Leave it to set up your own desk.')}</p>
    </section>
  );
}

const atRest = ({ encrypted, keychain }: DeviceReport) =>
  !encrypted ? t('Not encrypted (a developer’s build)') : keychain ? t('Encrypted, key in the keychain') : t('Encrypted with your passphrase');

function Fact({ name, children }: { name: string; children: React.ReactNode }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

function Leave({ report }: { report: DeviceReport }) {
  const cache = useQueryClient();
  const [asking, setAsking] = useState(false);
  const pending = report.sync?.pending ?? 0;
  const isDemo = report.kind === 'demo';
  const leave = async () => {
    const next = await device.signOut(true);
    cache.setQueryData(deviceQuery.queryKey, next);
  };
  return (
    <section className={classes['card']} aria-labelledby="leave">
      <h2 id="leave">{isDemo ? t('Leave the demo') : t('Sign out and wipe')}</h2>
      <p>
        {isDemo
          ? t('Removes the demo from this computer.')
          : t('Ends the login and removes the copy and its key from this computer. What the server has stays there.')}
      </p>
      <Button variant="default" className={classes['leave'] ?? ''} onClick={() => setAsking(true)}>
        {isDemo ? t('Leave the demo') : t('Sign out and wipe')}
      </Button>
      <Confirm
        opened={asking}
        onClose={() => setAsking(false)}
        danger
        title={isDemo ? t('Leave the demo?') : t('Sign out and wipe this computer?')}
        action={isDemo ? t('Leave it') : pending > 0 ? t('Lose them and sign out') : t('Sign out and wipe')}
        onConfirm={leave}
      >
        {pending > 0
          ? t('{count} changes that the server has not seen are lost.', { count: pending })
          : isDemo
            ? t('What you tried on it goes with it.')
            : t('Everything was sent: nothing is lost.')}
      </Confirm>
    </section>
  );
}
