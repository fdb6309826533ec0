import { CloseButton, TextInput } from '@mantine/core';
import { IconSearch } from '@tabler/icons-react';
import { useEffect, useRef, useState } from 'react';

import { t } from '@/lib/i18n';

import { heardBack } from './echo';
import { Keys } from './Keys';
import { useShortcuts } from './shortcuts';

interface SearchFieldProps {
  label: string;
  value: string;
  onSearch: (text: string) => void;
  className?: string;
}

const pauseMs = 250;

/** A search that asks once typing pauses. `/` jumps to it, Escape clears it, then leaves it. */
export function SearchField({ label, value, onSearch, className }: SearchFieldProps) {
  const [text, setText] = useState(value);
  const [shown, setShown] = useState(value);
  const [awaited, setAwaited] = useState<readonly string[]>([]);
  const field = useRef<HTMLInputElement>(null);
  const search = useRef(onSearch);
  useEffect(() => {
    search.current = onSearch;
  });

  // The address bar may change it as well (back, a link): then that is what stands in the field.
  if (value !== shown) {
    const heard = heardBack(awaited, value);
    setShown(value);
    setAwaited(heard.awaited);
    if (heard.adopt) setText(value);
  }

  const wanted = text.trim();
  useEffect(() => {
    if (wanted === value) return;
    const timer = setTimeout(() => {
      setAwaited((before) => [...before, wanted]);
      search.current(wanted);
    }, pauseMs);
    return () => clearTimeout(timer);
  }, [wanted, value]);

  useShortcuts([{ keys: '/', label, group: t('Lists'), run: () => field.current?.select() }]);

  return (
    <TextInput
      ref={field}
      className={className ?? ''}
      type="search"
      role="searchbox"
      aria-label={label}
      placeholder={label}
      value={text}
      onChange={(event) => setText(event.currentTarget.value)}
      onKeyDown={(event) => {
        if (event.key !== 'Escape') return;
        if (text) setText('');
        else field.current?.blur();
      }}
      leftSection={<IconSearch size={16} aria-hidden="true" />}
      rightSection={
        text ? <CloseButton size="sm" aria-label={t('Clear the search')} onClick={() => setText('')} /> : <Keys keys="/" />
      }
    />
  );
}
