import { useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';

import { logout } from '@/api/auth';
import { keepsCopy } from '@/api/device';
import { useMe } from '@/api/session';
import { t } from '@/lib/i18n';
import { drafts } from '@/ui/drafts';
import { failed, withdrawAll } from '@/ui/toast';

import { askToLeave } from './leave';

/** Logs out, and forgets all that was read and written. */
export function useLogOut(): () => Promise<void> {
  const cache = useQueryClient();
  const navigate = useNavigate();
  const user = useMe().id;
  return async () => {
    await logout();
    drafts.forget(user);
    withdrawAll();
    await navigate({ to: '/dashboard/login/' });
    cache.clear();
  };
}

/** The way out of the desk. */
export function useLeave(): () => Promise<void> {
  const navigate = useNavigate();
  const logOut = useLogOut();
  const user = useMe().id;
  return async () => {
    // A copy on this computer is left on the page that says what would be lost.
    if (keepsCopy) return navigate({ to: '/sync/' });
    if (drafts.holds(user)) {
      askToLeave();
      return;
    }
    try {
      await logOut();
    } catch (error) {
      failed(t('You are still logged in'), error);
    }
  };
}
