import { ActionIcon, CloseButton, TextInput } from '@mantine/core';
import { IconChevronDown, IconChevronUp, IconSearch } from '@tabler/icons-react';
import { useDeferredValue, useEffect, useMemo, useRef, useState, type KeyboardEvent, type RefObject } from 'react';

import type { ChatMessage } from '@/api/types';
import { t } from '@/lib/i18n';
import { Keys } from '@/ui/Keys';
import { useShortcuts } from '@/ui/shortcuts';

import { hitsAmong } from './transcript';
import classes from './TranscriptSearch.module.css';

/** Looks for words in a conversation where it stands: all hits are marked, one of them is shown. */
export function useTranscriptSearch(messages: readonly ChatMessage[], scroller: RefObject<HTMLElement | null>) {
  const [text, setText] = useState('');
  const [at, setAt] = useState(0);
  const wanted = useDeferredValue(text.trim());
  const hits = useMemo(() => hitsAmong(messages, wanted), [messages, wanted]);
  const here = hits[at] ?? hits[0] ?? null;
  const [steps, setSteps] = useState(0);

  // A hit is another one when it stands elsewhere or is stepped to, not when the messages are read again.
  const hit = here && `${here.messageId} ${String(here.nth)}`;
  useEffect(() => {
    if (hit) scroller.current?.querySelector('[data-hit="here"]')?.scrollIntoView({ block: 'center' });
  }, [hit, steps, scroller]);

  const write = (next: string) => {
    setText(next);
    setAt(0);
  };
  const step = (by: number) => {
    if (here === null) return;
    setSteps(steps + 1);
    const now = hits.indexOf(here);
    setAt((now + by + hits.length) % hits.length);
  };
  return { text, wanted, write, step, here, count: hits.length, place: here === null ? 0 : hits.indexOf(here) + 1 };
}

/** The field of the search: Enter goes to the next hit, Shift+Enter to the one before, Escape ends it. */
export function TranscriptSearch({ search: { text, wanted, write, step, count, place } }: { search: ReturnType<typeof useTranscriptSearch> }) {
  const field = useRef<HTMLInputElement>(null);
  useShortcuts([{ keys: '/', label: t('Search the conversation'), group: t('Client'), run: () => field.current?.select() }]);
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Enter') {
      event.preventDefault();
      step(event.shiftKey ? -1 : 1);
    }
    if (event.key === 'Escape') {
      event.stopPropagation();
      if (text) write('');
      else field.current?.blur();
    }
  };
  const told = wanted === '' ? '' : count === 0 ? t('Not found') : t('{place} of {total}', { place, total: count });
  return (
    <div role="search" className={classes['search']} aria-label={t('Conversation')}>
      <TextInput
        ref={field}
        type="search"
        size="xs"
        className={classes['field'] ?? ''}
        aria-label={t('Search the conversation')}
        placeholder={t('Search the conversation')}
        value={text}
        onChange={(event) => write(event.currentTarget.value)}
        onKeyDown={onKeyDown}
        leftSection={<IconSearch size={14} aria-hidden="true" />}
        rightSection={
          text ? <CloseButton size="sm" aria-label={t('Clear the search')} onClick={() => write('')} /> : <Keys keys="/" />
        }
      />
      <span className={classes['told']} role="status">
        {told}
      </span>
      {count > 0 && (
        <>
          <ActionIcon size={28} aria-label={t('Earlier hit')} title={t('Earlier hit (Shift+Enter)')} onClick={() => step(-1)}>
            <IconChevronUp size={16} aria-hidden="true" />
          </ActionIcon>
          <ActionIcon size={28} aria-label={t('Later hit')} title={t('Later hit (Enter)')} onClick={() => step(1)}>
            <IconChevronDown size={16} aria-hidden="true" />
          </ActionIcon>
        </>
      )}
    </div>
  );
}
