import { ActionIcon, Menu } from '@mantine/core';
import { IconDots } from '@tabler/icons-react';
import { useState } from 'react';

import { t } from '@/lib/i18n';
import { Confirm } from '@/ui/Confirm';
import { done, failed } from '@/ui/toast';

import type { RowAction } from './types';

interface RowActionsProps<Row> {
  row: Row;
  name: string;
  actions: readonly RowAction<Row>[];
  onDone: () => void;
}

/** What can be done with one row; asks first where the description says so. */
export function RowActions<Row>({ row, name, actions, onDone }: RowActionsProps<Row>) {
  const [asked, setAsked] = useState<RowAction<Row> | null>(null);
  const [asking, setAsking] = useState(false);
  const fitting = actions.filter(({ shown }) => shown?.(row) ?? true);
  if (fitting.length === 0) return null;

  const run = async (action: RowAction<Row>) => {
    await action.run(row);
    done(action.done(row));
    onDone();
  };
  const start = (action: RowAction<Row>) => {
    if (action.confirm) {
      setAsked(action);
      setAsking(true);
    } else {
      run(action).catch((error: unknown) => failed(`${action.label}: ${name}`, error));
    }
  };
  const question = asked?.confirm?.(row);

  return (
    <>
      <Menu>
        <Menu.Target>
          <ActionIcon aria-label={t('Actions for {name}', { name })}>
            <IconDots size={18} aria-hidden="true" />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          {fitting.map((action) => (
            <Menu.Item key={action.label} leftSection={action.icon} onClick={() => start(action)}>
              {action.label}
            </Menu.Item>
          ))}
        </Menu.Dropdown>
      </Menu>
      {asked && question && (
        <Confirm
          opened={asking}
          onClose={() => setAsking(false)}
          danger={asked.danger ?? false}
          title={question.title}
          action={asked.label}
          onConfirm={() => run(asked)}
        >
          {question.text}
        </Confirm>
      )}
    </>
  );
}
