import { useParams } from '@tanstack/react-router';
import { lazy, Suspense, useEffect, useState } from 'react';
import { flushSync } from 'react-dom';

import { useMe } from '@/api/session';
import { t } from '@/lib/i18n';
import { useShortcuts } from '@/ui/shortcuts';

import { asked, openPalette } from './palette';
import { noteClient } from './recent';

const load = () => import('./Palette');
const LazyPalette = lazy(load);

/** The palette where it is open, and what opens it: Ctrl or Cmd with K, also while somebody types. */
export function PaletteHost() {
  // Open, and where the focus was before.
  const [opened, setOpened] = useState<{ before: Element | null } | null>(null);
  const [typed, setTyped] = useState('');
  const me = useMe().id;
  const { clientId } = useParams({ strict: false });
  useEffect(() => {
    if (clientId) noteClient(me, clientId);
  }, [me, clientId]);
  useEffect(() => {
    // At once: the next key press is already meant for it.
    const open = () => flushSync(() => setOpened({ before: document.activeElement }));
    asked.addEventListener('open', open);
    // It is to be there with the key press, once the page has nothing better to do.
    const timer = setTimeout(() => void load(), 2500);
    return () => {
      clearTimeout(timer);
      asked.removeEventListener('open', open);
    };
  }, []);
  useShortcuts([
    { keys: 'Mod+k', label: t('Find or do anything'), group: t('Everywhere'), whileTyping: true, run: openPalette },
  ]);
  if (!opened) return null;
  const close = () => {
    setOpened(null);
    setTyped('');
    if (opened.before instanceof HTMLElement && opened.before.isConnected) opened.before.focus();
  };
  // What is typed before the palette has arrived is not lost, and is no shortcut.
  const early = (
    <input className="visually-hidden" aria-label={t('Find or do anything')} autoFocus value={typed} onChange={(event) => setTyped(event.currentTarget.value)} />
  );
  return (
    <Suspense fallback={early}>
      <LazyPalette begin={typed} onClose={close} />
    </Suspense>
  );
}
