import { Button, Popover, TextInput } from '@mantine/core';
import { IconCalendar } from '@tabler/icons-react';
import { useState } from 'react';

import { dayBack, dayWords as day } from '@/lib/days';
import { t } from '@/lib/i18n';

import classes from './Filters.module.css';

interface DayRangeProps {
  label: string;
  after: string | undefined;
  before: string | undefined;
  onChange: (after: string | undefined, before: string | undefined) => void;
}

/** From a day to a day, both of them included; either end may stay open. */
export function DayRange({ label, after, before, onChange }: DayRangeProps) {
  const [opened, setOpened] = useState(false);
  const presets: [string, number][] = [
    [t('Today'), 0],
    [t('Last 7 days'), 6],
    [t('Last 30 days'), 29],
  ];
  const told = rangeWords(after, before);
  const close = (from: string | undefined, to: string | undefined) => {
    setOpened(false);
    onChange(from, to);
  };
  return (
    <Popover opened={opened} onChange={setOpened} position="bottom-start" shadow="md" trapFocus returnFocus>
      <Popover.Target>
        <Button
          variant="default"
          justify="space-between"
          fw={400}
          px="sm"
          className={classes['rangeButton'] ?? ''}
          data-unset={told === null || undefined}
          rightSection={<IconCalendar size={15} aria-hidden="true" />}
          aria-label={told === null ? label : `${label}: ${told}`}
          onClick={() => setOpened(!opened)}
        >
          {told ?? label}
        </Button>
      </Popover.Target>
      <Popover.Dropdown aria-label={label}>
        <div className={classes['range']}>
          <div className={classes['presets']}>
            {presets.map(([name, days]) => (
              <Button key={name} size="compact-sm" variant="default" onClick={() => close(dayBack(days, Date.now()), undefined)}>
                {name}
              </Button>
            ))}
          </div>
          <div className={classes['days']}>
            <TextInput
              type="date"
              label={t('From day')}
              value={after ?? ''}
              max={before}
              onChange={(event) => onChange(event.currentTarget.value || undefined, before)}
            />
            <TextInput
              type="date"
              label={t('To day')}
              value={before ?? ''}
              min={after}
              onChange={(event) => onChange(after, event.currentTarget.value || undefined)}
            />
          </div>
          {told !== null && (
            <Button size="compact-sm" variant="subtle" color="gray" onClick={() => close(undefined, undefined)}>
              {t('Any time')}
            </Button>
          )}
        </div>
      </Popover.Dropdown>
    </Popover>
  );
}

/** `Mar 2 – Mar 9`, `since Mar 2`, `until Mar 9`; null where both ends are open. */
function rangeWords(after: string | undefined, before: string | undefined): string | null {
  if (after && before) return after === before ? day(after) : `${day(after)} – ${day(before)}`;
  if (after) return t('since {day}', { day: day(after) });
  return before ? t('until {day}', { day: day(before) }) : null;
}
