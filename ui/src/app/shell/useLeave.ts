import { useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';

import { logout } from '@/api/auth';
import { keepsCopy } from '@/api/device';
import { t } from '@/lib/i18n';
import { failed } from '@/ui/toast';

/** The way out of the desk. */
export function useLeave(): () => Promise<void> {
  const cache = useQueryClient();
  const navigate = useNavigate();
  return async () => {
    // A copy on this computer is left on the page that says what would be lost.
    if (keepsCopy) return navigate({ to: '/sync/' });
    try {
      await logout();
      await navigate({ to: '/dashboard/login/' });
      cache.clear();
    } catch (error) {
      failed(t('You are still logged in'), error);
    }
  };
}
