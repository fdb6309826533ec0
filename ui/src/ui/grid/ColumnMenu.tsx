import { ActionIcon, Menu, Tooltip } from '@mantine/core';
import { IconColumns3 } from '@tabler/icons-react';
import type { KeyboardEvent } from 'react';

import { t } from '@/lib/i18n';

import { Keys } from '../Keys';
import classes from './ColumnMenu.module.css';
import { narrowestPx, type ColumnChoice } from './useColumnChoice';

const stepPx = 16;
/** What a column is taken to be wide until somebody said so. */
const usualPx = 140;

/** Which columns stand in a list, and in which order. */
export function ColumnMenu({ choice: { columns, toggle, place, resize, reset, layout } }: { choice: ColumnChoice }) {
  const onKeyDown = (event: KeyboardEvent, index: number) => {
    const column = columns[index];
    if (!event.altKey || !column) return;
    const move = (by: number) => {
      const beside = columns[index + by];
      if (beside) place(column.id, beside.id, by > 0);
    };
    const widen = (by: number) => resize(column.id, Math.max(narrowestPx, (layout.widths[column.id] ?? usualPx) + by));
    const act = { ArrowUp: () => move(-1), ArrowDown: () => move(1), ArrowLeft: () => widen(-stepPx), ArrowRight: () => widen(stepPx) }[event.key];
    if (!act) return;
    event.preventDefault();
    event.stopPropagation();
    act();
  };
  return (
    <Menu closeOnItemClick={false}>
      <Tooltip label={t('Columns')}>
        <Menu.Target>
          <ActionIcon variant="default" size={36} aria-label={t('Columns')}>
            <IconColumns3 size={17} aria-hidden="true" />
          </ActionIcon>
        </Menu.Target>
      </Tooltip>
      <Menu.Dropdown className={classes['columns'] ?? ''}>
        {columns.map(({ id, label, shown }, index) => (
          <Menu.CheckboxItem
            key={id}
            checked={shown}
            onChange={() => toggle(id)}
            onKeyDownCapture={(event) => onKeyDown(event, index)}
          >
            {label}
          </Menu.CheckboxItem>
        ))}
        {reset && (
          <>
            <Menu.Divider />
            <Menu.Item onClick={reset}>{t('As it was')}</Menu.Item>
          </>
        )}
        <Menu.Label>
          <Keys keys="Alt ArrowUp ArrowDown" /> {t('moves a column')}, <Keys keys="ArrowLeft ArrowRight" /> {t('its edge')}
        </Menu.Label>
      </Menu.Dropdown>
    </Menu>
  );
}
