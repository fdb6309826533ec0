import { Button } from '@mantine/core';
import { Link, useRouter, type ErrorComponentProps } from '@tanstack/react-router';

import { t } from '@/lib/i18n';
import { Unreachable } from '@/transport';
import { Logo } from '@/ui/Logo';
import { useTitle } from '@/ui/Page';
import { Empty, failureText } from '@/ui/states';

import classes from './screens.module.css';

/** The screen between two screens that take their time. */
export function Starting() {
  return (
    <div className={classes['middle']} role="status">
      <span className={classes['breath']}>
        <Logo size={44} />
      </span>
      <span className="visually-hidden">{t('Loading…')}</span>
    </div>
  );
}

/** No such page, or none for this role: to whom may not see it, both look alike on purpose. */
export function NotFound({ data }: { data?: unknown }) {
  const refused = typeof data === 'object' && data !== null && 'permission' in data;
  const title = refused ? t('Your role does not open this screen') : t('There is nothing at this address');
  useTitle(refused ? t('No access') : t('Not found'));
  return (
    <div className={classes['middle']}>
      <Empty
        heading
        title={title}
        action={
          <Button component={Link} to="/dashboard/">
            {t('Go to my desk')}
          </Button>
        }
      >
        {refused
          ? t('An admin can change what your role may do under Roles.')
          : t('The link may be old, or the client was merged or erased.')}
      </Empty>
    </div>
  );
}

/** A screen that broke, or could not reach the server when it was opened. */
export function Crash({ error, reset }: ErrorComponentProps) {
  const router = useRouter();
  const offline = error instanceof Unreachable;
  useTitle(offline ? t('Offline') : t('Something broke'));
  const again = () => {
    reset();
    void router.invalidate();
  };
  return (
    <div className={classes['middle']}>
      <Empty
        heading
        title={offline ? t('Rivo cannot be reached') : t('This screen broke')}
        action={<Button onClick={again}>{t('Try again')}</Button>}
      >
        {offline
          ? t('Your connection or the server is down. Nothing you saved is lost; try again in a moment.')
          : failureText(error)}
      </Empty>
    </div>
  );
}

/** The same, where the frame itself could not be drawn. */
export function CrashPage(props: ErrorComponentProps) {
  return (
    <main>
      <Crash {...props} />
    </main>
  );
}
