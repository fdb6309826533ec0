import { useQueryClient, useSuspenseQuery } from '@tanstack/react-query';
import { useRouter } from '@tanstack/react-router';
import { useEffect } from 'react';

import { deviceQuery, isOpen } from '@/api/device';
import { t } from '@/lib/i18n';
import { Entrance, EntranceNote } from '@/ui/Entrance';
import { useTitle } from '@/ui/Page';

import { FailedForm } from './start/FailedForm';
import { Filling } from './start/Filling';
import { FirstStart } from './start/FirstStart';
import { SignInForm } from './start/SignInForm';
import { UnlockForm } from './start/UnlockForm';

const brand = 'Rivo';

/** What stands between the start of the app and the desk: set up, unlock, sign in again. */
export function StartScreen() {
  const { data: report } = useSuspenseQuery(deviceQuery);
  const cache = useQueryClient();
  const router = useRouter();
  useTitle(t('Start'));
  // What the last user saw must not be seen by the next one.
  useEffect(() => {
    cache.removeQueries({ predicate: ({ queryKey }) => queryKey[0] !== deviceQuery.queryKey[0] });
  }, [cache]);
  const open = isOpen(report);
  useEffect(() => {
    if (open) void router.navigate({ to: '/', replace: true });
  }, [open, router]);

  switch (report.phase) {
    case 'new':
      return <FirstStart report={report} notice={report.notice ?? null} />;
    case 'filling':
      return <Filling done={report.done} total={report.total} />;
    case 'sealed':
      return <UnlockForm />;
    case 'failed':
      return <FailedForm detail={report.detail} />;
    case 'open':
      if (!open) return <SignInForm report={report} />;
  }
  return (
    <Entrance title={brand}>
      <EntranceNote>{t('Opening your desk…')}</EntranceNote>
    </Entrance>
  );
}
