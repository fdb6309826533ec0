import { ActionIcon, Menu, Tooltip } from '@mantine/core';
import { IconCheck, IconColumns3 } from '@tabler/icons-react';

import { t } from '@/lib/i18n';

import classes from './ColumnMenu.module.css';
import type { ColumnChoice } from './useColumnChoice';

/** Which columns stand in a list. */
export function ColumnMenu({ choice: { columns, toggle, reset } }: { choice: ColumnChoice }) {
  return (
    <Menu closeOnItemClick={false}>
      <Tooltip label={t('Columns')}>
        <Menu.Target>
          <ActionIcon variant="default" size={36} aria-label={t('Columns')}>
            <IconColumns3 size={17} aria-hidden="true" />
          </ActionIcon>
        </Menu.Target>
      </Tooltip>
      <Menu.Dropdown>
        {columns.map(({ id, label, shown }) => (
          <Menu.Item
            key={id}
            role="menuitemcheckbox"
            aria-checked={shown}
            leftSection={<IconCheck size={15} aria-hidden="true" className={classes['tick']} data-shown={shown || undefined} />}
            onClick={() => toggle(id)}
          >
            {label}
          </Menu.Item>
        ))}
        {reset && (
          <>
            <Menu.Divider />
            <Menu.Item onClick={reset}>{t('As it was')}</Menu.Item>
          </>
        )}
      </Menu.Dropdown>
    </Menu>
  );
}
