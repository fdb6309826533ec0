import { Button } from '@mantine/core';
import { notifications } from '@mantine/notifications';

import { pageId } from '@/lib/id';

import { failureText } from './states';
import classes from './toast.module.css';

/** Says that something was done; `undo` takes it back. */
export function done(message: string, undo?: () => void): void {
  const id = pageId('toast');
  const takeBack = () => {
    notifications.hide(id);
    undo?.();
  };
  notifications.show({
    id,
    autoClose: undo ? 9000 : 3500,
    withCloseButton: false,
    className: classes['toast'] ?? '',
    message: (
      <span className={classes['line']}>
        <span>{message}</span>
        {undo && (
          <Button size="compact-sm" variant="subtle" className={classes['undo'] ?? ''} onClick={takeBack}>
            Undo
          </Button>
        )}
      </span>
    ),
  });
}

/** Says that something could not be done, and why. Stays until it is read. */
export function failed(what: string, error: unknown): void {
  notifications.show({
    title: what,
    message: failureText(error),
    autoClose: 12_000,
    color: 'red',
    className: `${classes['toast'] ?? ''} ${classes['bad'] ?? ''}`,
    closeButtonProps: { 'aria-label': 'Dismiss' },
  });
}
