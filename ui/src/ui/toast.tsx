import { Button } from '@mantine/core';
import { notifications, notificationsStore } from '@mantine/notifications';

import { t } from '@/lib/i18n';
import { pageId } from '@/lib/id';

import { Keys } from './Keys';
import { failureText } from './states';
import classes from './toast.module.css';
import { offer } from './undo';

/** How long something can be taken back; longer while the pointer rests on it. */
const undoMs = 10_000;

/** Says that something was done; `undo` takes it back, as [`undoable`] does. */
export function done(message: string, undo?: () => unknown): void {
  if (undo) {
    undoable(message, undo);
    return;
  }
  notifications.show({ message, autoClose: 3500, withCloseButton: false, className: classes['toast'] ?? '' });
}

/**
 * Says that something was done, and offers to take it back: by its button, or by Ctrl/Cmd+Z while it
 * stands there. The one way in which the desk undoes.
 *
 * `undo` sends what takes the change back. When it returns a promise, its failure is told; a mutation
 * that tells its own failure may return nothing. Call this once the server has agreed: what is not
 * done yet cannot be undone.
 */
export function undoable(message: string, undo: () => unknown): void {
  const id = pageId('toast');
  const takeBack = () => {
    notifications.hide(id);
    void settle(undo);
  };
  const withdraw = offer({ message, takeBack });
  notifications.show({
    id,
    autoClose: undoMs,
    withCloseButton: false,
    className: classes['toast'] ?? '',
    onClose: withdraw,
    message: (
      <span className={classes['line']}>
        <span>{message}</span>
        <Button size="compact-sm" variant="subtle" className={classes['undo'] ?? ''} onClick={takeBack} rightSection={<Keys keys="Mod+z" />}>
          {t('Undo')}
        </Button>
      </span>
    ),
  });
}

async function settle(undo: () => unknown): Promise<void> {
  try {
    const undoing = undo();
    await undoing;
    if (undoing instanceof Promise) done(t('Undone.'));
  } catch (error) {
    failed(t('It could not be undone'), error);
  }
}

/** Says that something could not be done, and why. Stays until it is read. */
export function failed(what: string, error: unknown): void {
  notifications.show({
    title: what,
    message: failureText(error),
    autoClose: 12_000,
    color: 'red',
    className: `${classes['toast'] ?? ''} ${classes['bad'] ?? ''}`,
    closeButtonProps: { 'aria-label': t('Dismiss') },
  });
}

/**
 * Says that something was left as it is, and offers to do it all the same. Stays until somebody decides, and makes
 * room for whatever else is told meanwhile.
 */
export function ask(what: string, message: string, action: string, onTake: () => void): void {
  const id = pageId('toast');
  notifications.show({
    id,
    title: what,
    autoClose: false,
    priority: -1,
    color: 'red',
    className: `${classes['toast'] ?? ''} ${classes['bad'] ?? ''}`,
    closeButtonProps: { 'aria-label': t('Leave it so') },
    message: (
      <span className={classes['choice']}>
        <span>{message}</span>
        <Button
          size="compact-sm"
          variant="subtle"
          className={classes['undo'] ?? ''}
          onClick={() => {
            notifications.hide(id);
            onTake();
          }}
        >
          {action}
        </Button>
      </span>
    ),
  });
}

/** Takes away all that is told, and with it what could still be done: none of it is the next user's. */
export function withdrawAll(): void {
  const { notifications: shown, queue } = notificationsStore.getState();
  for (const { id } of [...shown, ...queue]) if (id) notifications.hide(id);
}
