import { ActionIcon, Button, Group, Modal, Tooltip } from '@mantine/core';
import { IconPhone } from '@tabler/icons-react';
import { useState } from 'react';

import type { TodayItem } from '@/api/types';
import { clockTime, phone as phoneText } from '@/lib/format';
import { t } from '@/lib/i18n';

import { timeThere } from './quiet';

interface CallButtonProps {
  name: string;
  phone: string;
  quiet: TodayItem['quiet'];
  /** Makes a task for when the quiet hours are over; null where the user may not. */
  onRemind: ((at: Date) => void) | null;
}

/** Calls the client; asks first where it is night there. */
export function CallButton({ name, phone, quiet, onRemind }: CallButtonProps) {
  const [asking, setAsking] = useState(false);
  const label = t('Call {name}, {phone}', { name, phone: phoneText(phone) });
  const icon = <IconPhone size={17} aria-hidden="true" />;
  if (!quiet?.quiet) {
    return (
      <Tooltip label={label}>
        <ActionIcon component="a" href={`tel:${phone}`} aria-label={label} data-call>
          {icon}
        </ActionIcon>
      </Tooltip>
    );
  }
  const opensAt = quiet.opens_at;
  return (
    <>
      <Tooltip label={label}>
        <ActionIcon aria-label={label} aria-haspopup="dialog" data-call data-quiet onClick={() => setAsking(true)}>
          {icon}
        </ActionIcon>
      </Tooltip>
      <Modal
        opened={asking}
        onClose={() => setAsking(false)}
        title={t('Call during quiet hours?')}
        closeButtonProps={{ 'aria-label': t('Close') }}
      >
        <p>
          {t('It is {time} where {name} is.', { time: timeThere(new Date(), quiet.time_zone), name })}{' '}
          {opensAt &&
            t('Their quiet hours end at {there}; that is {here} for you.', {
              there: timeThere(new Date(opensAt), quiet.time_zone),
              here: clockTime(opensAt),
            })}
        </p>
        <Group justify="flex-end" mt="lg" gap="xs">
          <Button component="a" href={`tel:${phone}`} variant="default" onClick={() => setAsking(false)}>
            {t('Call anyway')}
          </Button>
          {opensAt && onRemind && (
            <Button
              data-autofocus
              onClick={() => {
                setAsking(false);
                onRemind(new Date(opensAt));
              }}
            >
              {t('Remind me at {time}', { time: clockTime(opensAt) })}
            </Button>
          )}
        </Group>
      </Modal>
    </>
  );
}
