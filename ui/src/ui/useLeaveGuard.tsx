import { useBlocker } from '@tanstack/react-router';
import type { ReactNode } from 'react';

import { t } from '@/lib/i18n';

import { Confirm } from './Confirm';

interface Place {
  pathname: string;
  search: object;
}

interface LeaveGuard {
  /** Whether something would be lost now. */
  holds: () => boolean;
  /** Whether it is lost on the way from one address to another; absent: where the page is another one. */
  loses?: (from: Place, to: Place) => boolean;
  /** What is lost, in a sentence. */
  text: string;
  title?: string;
  onLeave?: () => void;
}

const leavesPage = (from: Place, to: Place) => from.pathname !== to.pathname;

/** Asks before a link, Back or the end of the page takes away what is not saved. The question has to be drawn. */
export function useLeaveGuard({ holds, loses = leavesPage, text, title, onLeave }: LeaveGuard): { asking: boolean; question: ReactNode } {
  const { status, proceed, reset } = useBlocker({
    shouldBlockFn: ({ current, next }) => holds() && loses(current, next),
    enableBeforeUnload: holds,
    withResolver: true,
  });
  const asking = status === 'blocked';
  // Mounted only now: the Escape that asked must not answer.
  const question = asking && (
    <Confirm
      opened
      onClose={reset}
      title={title ?? t('Leave without saving?')}
      action={t('Leave')}
      danger
      onConfirm={() => {
        onLeave?.();
        proceed();
        return Promise.resolve();
      }}
    >
      {text}
    </Confirm>
  );
  return { asking, question };
}
