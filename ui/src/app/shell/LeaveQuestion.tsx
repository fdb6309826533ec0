import { useDisclosure } from '@mantine/hooks';
import { useEffect } from 'react';

import { t } from '@/lib/i18n';
import { Confirm } from '@/ui/Confirm';

import { asked } from './leave';
import { useLogOut } from './useLeave';

/** Asks before a log-out that would lose what is written and not saved. */
export function LeaveQuestion() {
  const [opened, { open, close }] = useDisclosure();
  const logOut = useLogOut();
  useEffect(() => {
    asked.addEventListener('ask', open);
    return () => asked.removeEventListener('ask', open);
  }, [open]);
  return (
    <Confirm opened={opened} danger title={t('Log out with unsaved text?')} action={t('Log out and discard it')} onConfirm={logOut} onClose={close}>
      {t('What you began to write is not saved yet. Logging out discards it.')}
    </Confirm>
  );
}
