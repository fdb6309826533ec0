import { Button } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';

import { device, deviceQuery } from '@/api/device';
import { plural } from '@/lib/format';
import { Confirm } from '@/ui/Confirm';

import classes from './start.module.css';

interface StartAnewProps {
  label: string;
  /** Changes that would be lost, where it is known how many. */
  pending?: number;
}

/** The way out that loses what waits: asks first. */
export function StartAnew({ label, pending }: StartAnewProps) {
  const cache = useQueryClient();
  const [asking, setAsking] = useState(false);
  return (
    <>
      <Button variant="subtle" size="xs" className={classes['leave'] ?? ''} onClick={() => setAsking(true)}>
        {label}
      </Button>
      <Confirm
        opened={asking}
        onClose={() => setAsking(false)}
        danger
        title="Remove the copy from this computer?"
        action="Remove it"
        onConfirm={async () => cache.setQueryData(deviceQuery.queryKey, await device.signOut(true))}
      >
        What the server has comes back when you sign in again.{' '}
        {pending === undefined
          ? 'Changes that were not sent yet are lost.'
          : pending > 0
            ? `${plural(pending, 'change')} that the server has not seen ${pending === 1 ? 'is' : 'are'} lost.`
            : 'Everything was sent: nothing is lost.'}
      </Confirm>
    </>
  );
}
