import { Checkbox } from '@mantine/core';
import type { KeyboardEvent, MouseEvent, ReactNode, Ref } from 'react';

import { t } from '@/lib/i18n';

import classes from './DataGrid.module.css';

interface GridRowProps {
  ref: Ref<HTMLDivElement>;
  index: number;
  top: number;
  name: string;
  active: boolean;
  /** Null where rows cannot be selected. */
  selected: boolean | null;
  mark: 'fresh' | 'quiet' | null;
  onFocusRow: (index: number) => void;
  onActive: (index: number) => void;
  onToggle: () => void;
  onOpen: (() => void) | undefined;
  children: ReactNode;
}

/** One row: a click anywhere but on a control opens it, as Enter does. */
export function GridRow(props: GridRowProps) {
  const { ref, index, top, name, active, selected, mark, onFocusRow, onActive, onToggle, onOpen, children } = props;

  const onKeyDown = (event: KeyboardEvent<HTMLDivElement>) => {
    if (event.target !== event.currentTarget || event.ctrlKey || event.metaKey || event.altKey) return;
    const act = {
      ArrowDown: () => onFocusRow(index + 1),
      ArrowUp: () => onFocusRow(index - 1),
      Home: () => onFocusRow(0),
      End: () => onFocusRow(Number.MAX_SAFE_INTEGER),
      PageDown: () => onFocusRow(index + 10),
      PageUp: () => onFocusRow(index - 10),
      Enter: () => onOpen?.(),
      x: onToggle,
      ' ': onToggle,
    }[event.key];
    if (!act) return;
    event.preventDefault();
    act();
  };
  const onClick = (event: MouseEvent<HTMLDivElement>) => {
    if (!onOpen || (event.target as HTMLElement).closest('a,button,input,label,[data-control]')) return;
    // Somebody who marks text to copy it does not want to leave.
    if (window.getSelection()?.toString()) return;
    onOpen();
  };

  return (
    <div
      ref={ref}
      role="row"
      aria-rowindex={index + 2}
      aria-selected={selected ?? undefined}
      aria-label={name}
      data-index={index}
      data-mark={mark ?? undefined}
      data-selected={selected || undefined}
      data-opens={onOpen ? true : undefined}
      className={classes['row']}
      style={{ transform: `translateY(${top}px)` }}
      tabIndex={active ? 0 : -1}
      onFocus={() => onActive(index)}
      onKeyDown={onKeyDown}
      onClick={onClick}
    >
      {selected !== null && (
        <div role="gridcell" data-control>
          <Checkbox aria-label={t('Select {name}', { name })} tabIndex={active ? 0 : -1} checked={selected} onChange={onToggle} />
        </div>
      )}
      {children}
    </div>
  );
}
