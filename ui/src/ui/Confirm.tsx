import { Button, Group, Modal } from '@mantine/core';
import { useState, type ReactNode } from 'react';

import { t } from '@/lib/i18n';

import { failureText } from './states';
import classes from './Confirm.module.css';

interface ConfirmProps {
  opened: boolean;
  title: string;
  children: ReactNode;
  action: string;
  danger?: boolean;
  onConfirm: () => Promise<unknown>;
  onClose: () => void;
}

/** Asks before something that cannot be taken back; stays open with the reason when it fails. */
export function Confirm({ opened, title, children, action, danger = false, onConfirm, onClose }: ConfirmProps) {
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);

  const close = () => {
    setProblem(null);
    onClose();
  };
  const confirm = async () => {
    setBusy(true);
    setProblem(null);
    try {
      await onConfirm();
      onClose();
    } catch (error) {
      setProblem(failureText(error));
    } finally {
      setBusy(false);
    }
  };

  return (
    <Modal opened={opened} onClose={close} title={title} closeButtonProps={{ 'aria-label': t('Close') }}>
      <div className={classes['text']}>{children}</div>
      {problem && (
        <p className={classes['problem']} role="alert">
          {problem}
        </p>
      )}
      <Group justify="flex-end" mt="lg" gap="xs">
        {/* What cannot be taken back is no second Enter away. */}
        <Button variant="default" onClick={close} data-autofocus={danger || undefined}>
          {t('Cancel')}
        </Button>
        <Button {...(danger ? { className: classes['danger'] ?? '' } : {})} loading={busy} onClick={() => void confirm()} data-autofocus={!danger || undefined}>
          {action}
        </Button>
      </Group>
    </Modal>
  );
}
