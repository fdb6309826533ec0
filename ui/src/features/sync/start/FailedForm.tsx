import { Button } from '@mantine/core';

import { device } from '@/api/device';
import { heard, t } from '@/lib/i18n';
import { Entrance, EntranceNote, EntranceProblem } from '@/ui/Entrance';

import { StartAnew } from './StartAnew';
import { useAttempt } from './useAttempt';

/** The desk on this computer could not be opened. */
export function FailedForm({ detail }: { detail: string }) {
  const { busy, problem, attempt } = useAttempt();
  return (
    <Entrance title={t('Your desk did not open')}>
      <EntranceProblem>{problem ?? heard(detail)}</EntranceProblem>
      <EntranceNote>{t('Nothing was changed on this computer.')}</EntranceNote>
      <Button size="md" fullWidth loading={busy} onClick={() => void attempt(device.retry)}>
        {t('Try again')}
      </Button>
      <StartAnew label={t('Remove the copy and start anew')} />
    </Entrance>
  );
}
