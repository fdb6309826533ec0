import { Modal } from '@mantine/core';
import { IconSearch } from '@tabler/icons-react';
import { useEffect, useId, useRef, useState, type KeyboardEvent } from 'react';

import { t } from '@/lib/i18n';
import { Keys } from '@/ui/Keys';

import type { Entry } from './entries';
import classes from './Palette.module.css';
import { useEntries, wholeList } from './useEntries';

/** How long typing pauses before the server is asked. */
const pauseMs = 160;

interface PaletteProps {
  /** What was typed already. */
  begin: string;
  onClose: () => void;
}

/** Everything by its name: clients, places, what the screen can do. By keyboard alone, or not. */
export default function Palette({ begin, onClose }: PaletteProps) {
  const [typed, setTyped] = useState(begin);
  const [settled, setSettled] = useState(begin);
  const [at, setAt] = useState(0);
  const list = useRef<HTMLDivElement>(null);
  const id = useId();
  useEffect(() => {
    const timer = setTimeout(() => setSettled(typed.trim()), pauseMs);
    return () => clearTimeout(timer);
  }, [typed]);
  const { sections, searching, again } = useEntries(typed.trim(), settled);
  const entries = sections.flatMap((section) => section.entries);
  const here = Math.min(at, entries.length - 1);
  const waiting = searching || settled !== typed.trim();
  useEffect(() => {
    list.current?.querySelector('[aria-selected="true"]')?.scrollIntoView({ block: 'nearest' });
  }, [here, typed]);

  const choose = (entry: Entry | undefined) => {
    if (!entry) return;
    onClose();
    // The screen has its focus and its keys back before the action begins.
    setTimeout(entry.run);
  };
  // An Enter that was faster than the server means its first answer.
  const [hasty, setHasty] = useState(false);
  const enter = () => {
    if (waiting && (!entries[here] || entries[here].id === wholeList) && at === 0) setHasty(true);
    else choose(entries[here]);
  };
  useEffect(() => {
    if (hasty && !waiting && !again) choose(entries[here]);
  });
  const onKeyDown = (event: KeyboardEvent) => {
    const step = steps[event.key];
    if (step) setAt(step(here, entries.length));
    else if (event.key === 'Enter') enter();
    else if (event.key === 'Escape' || (event.key.toLowerCase() === 'k' && (event.ctrlKey || event.metaKey))) onClose();
    else return;
    event.preventDefault();
    event.stopPropagation();
  };

  return (
    <Modal
      opened
      // In a portal it would have no field yet, and the first letters would be lost.
      withinPortal={false}
      onClose={onClose}
      withCloseButton={false}
      returnFocus={false}
      centered={false}
      yOffset="12dvh"
      size={620}
      padding={0}
      transitionProps={{ duration: 0 }}
      attributes={{ content: { 'aria-label': t('Find or do anything') } }}
    >
      <div className={classes['field']}>
        <IconSearch size={18} aria-hidden="true" />
        <input
          type="text"
          role="combobox"
          aria-label={t('Find or do anything')}
          aria-expanded="true"
          aria-controls={`${id}-list`}
          aria-autocomplete="list"
          aria-activedescendant={entries[here] ? `${id}-${here}` : undefined}
          placeholder={t('A client, a place, something to do…')}
          autoComplete="off"
          spellCheck={false}
          value={typed}
          autoFocus
          data-autofocus
          onChange={(event) => {
            setTyped(event.currentTarget.value);
            setAt(0);
            setHasty(false);
          }}
          onKeyDown={onKeyDown}
        />
        <Keys keys="Escape" />
      </div>
      <div ref={list} id={`${id}-list`} role="listbox" aria-label={t('Results')} className={classes['list']} tabIndex={-1}>
        {sections.map(({ heading, entries: held }) => (
          <div key={heading} role="group" aria-label={heading}>
            <p className={classes['heading']} aria-hidden="true">
              {heading}
            </p>
            {held.map((entry) => {
              const index = entries.indexOf(entry);
              return (
                <div
                  key={entry.id}
                  id={`${id}-${index}`}
                  role="option"
                  aria-selected={index === here}
                  className={classes['entry']}
                  onClick={() => choose(entry)}
                  onMouseMove={() => setAt(index)}
                >
                  <entry.icon size={17} stroke={1.7} aria-hidden="true" />
                  <span className={classes['label']}>{entry.label}</span>
                  {entry.detail && <span className={classes['detail']}>{entry.detail}</span>}
                  {entry.keys && <Keys keys={entry.keys} />}
                </div>
              );
            })}
          </div>
        ))}
      </div>
      <p className={classes['foot']}>
        <span role="status">
          {waiting
            ? t('Searching clients…')
            : again
              ? t('The clients could not be searched.')
              : entries.length === 0
                ? t('Nothing by that name.')
                : t('{count} results', { count: entries.length })}
        </span>
        {again && !waiting && (
          <button type="button" className={classes['again']} onClick={again}>
            {t('Try again')}
          </button>
        )}
      </p>
    </Modal>
  );
}

/** Where a key leads from a place in a list of some length. */
const steps: Record<string, (at: number, length: number) => number> = {
  ArrowDown: (at, length) => (at + 1) % Math.max(1, length),
  ArrowUp: (at, length) => (at - 1 + length) % Math.max(1, length),
  PageDown: (at, length) => Math.min(length - 1, at + 8),
  PageUp: (at) => Math.max(0, at - 8),
};
