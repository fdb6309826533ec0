import { Button } from '@mantine/core';

import { device } from '@/api/device';
import { Entrance, EntranceNote, EntranceProblem } from '@/ui/Entrance';

import { StartAnew } from './StartAnew';
import { useAttempt } from './useAttempt';

/** The desk on this computer could not be opened. */
export function FailedForm({ detail }: { detail: string }) {
  const { busy, problem, attempt } = useAttempt();
  return (
    <Entrance title="Your desk did not open">
      <EntranceProblem>{problem ?? detail}</EntranceProblem>
      <EntranceNote>Nothing was changed on this computer.</EntranceNote>
      <Button size="md" fullWidth loading={busy} onClick={() => void attempt(device.retry)}>
        Try again
      </Button>
      <StartAnew label="Remove the copy and start anew" />
    </Entrance>
  );
}
