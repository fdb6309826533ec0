import { useParams } from '@tanstack/react-router';
import { lazy, useEffect, useState } from 'react';

import { useMe } from '@/api/session';
import { t } from '@/lib/i18n';
import { useShortcuts } from '@/ui/shortcuts';

import { asked } from './palette';
import { noteClient } from './recent';

const load = () => import('./Palette');
export const LazyPalette = lazy(load);

/** Whether the palette is open, and what opens it: Ctrl or Cmd with K, also while somebody types. */
export function usePaletteHost() {
  const [opened, setOpened] = useState(false);
  const me = useMe().id;
  const { clientId } = useParams({ strict: false });
  useEffect(() => {
    if (clientId) noteClient(me, clientId);
  }, [me, clientId]);
  useEffect(() => {
    const open = () => setOpened(true);
    asked.addEventListener('open', open);
    // It is to be there with the key press, once the page has nothing better to do.
    const timer = setTimeout(() => void load(), 2500);
    return () => {
      clearTimeout(timer);
      asked.removeEventListener('open', open);
    };
  }, []);
  useShortcuts([
    { keys: 'Mod+k', label: t('Find or do anything'), group: t('Everywhere'), whileTyping: true, run: () => setOpened(true) },
  ]);
  return { opened, close: () => setOpened(false) };
}
