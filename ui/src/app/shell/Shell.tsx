import { Drawer } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { Outlet, useNavigate, useRouteContext, useRouterState } from '@tanstack/react-router';
import { IconMenu2, IconSearch } from '@tabler/icons-react';
import { useEffect, useState } from 'react';

import { device, keepsCopy } from '@/api/device';
import { LiveContext } from '@/api/live-context';
import { useSetting } from '@/api/session';
import { Bell } from '@/features/notifications/Bell';
import { useTelling } from '@/features/notifications/useTelling';
import { t } from '@/lib/i18n';
import { preferences } from '@/platform';
import { Logo } from '@/ui/Logo';
import { useShortcuts } from '@/ui/shortcuts';
import { useLastUndoable } from '@/ui/undo';

import { openPalette } from '../palette/palette';
import { PaletteHost } from '../palette/PaletteHost';
import { Announcer } from './Announcer';
import { CheatSheet } from './CheatSheet';
import { Connection } from './Connection';
import { usePlaces } from './places';
import { LeaveQuestion } from './LeaveQuestion';
import { Rail } from './Rail';
import { SyncBanner } from './SyncBanner';
import classes from './Shell.module.css';

/** The frame of the logged-in part: the rail, the live feed, the screen. */
export function Shell() {
  const { feed } = useRouteContext({ from: '/desk' });
  useEffect(() => feed.start(), [feed]);
  const name = useSetting('desk_name', 'Rivo');
  const [drawer, { open, close }] = useDisclosure();
  const [folded, setFolded] = useState(() => preferences.read('rail') === 'folded');
  const path = useRouterState({ select: ({ location }) => location.pathname });
  useEffect(close, [path, close]);
  const fold = () => {
    preferences.write('rail', folded ? 'open' : 'folded');
    setFolded(!folded);
  };
  useScreenShortcuts(fold);
  useFirstPage();
  useTelling();

  return (
    <LiveContext value={feed}>
      <a href="#main" className={classes['skip']}>
        {t('Skip to content')}
      </a>
      <div className={classes['shell']} data-folded={folded || undefined}>
        <div className={classes['rail']}>
          <Rail folded={folded} onFold={fold} />
        </div>
        <div className={classes['bar']} role="region" aria-label={t('Top bar')}>
          <button type="button" className={classes['menu']} aria-label={t('Open the menu')} onClick={open}>
            <IconMenu2 size={20} aria-hidden="true" />
          </button>
          <Logo size={26} />
          <span className={classes['name']}>{name}</span>
          <Connection compact />
          <Bell position="bottom-end" />
          <button type="button" className={classes['menu']} aria-label={t('Find or do anything')} onClick={openPalette}>
            <IconSearch size={20} aria-hidden="true" />
          </button>
        </div>
        <main id="main" className={classes['main']} tabIndex={-1}>
          <SyncBanner />
          <Outlet />
        </main>
      </div>
      <Drawer
        opened={drawer}
        onClose={close}
        size={264}
        padding={0}
        title={t('Menu')}
        classNames={{ body: classes['drawer'] ?? '', content: classes['drawer'] ?? '', header: classes['drawerHead'] ?? '' }}
        closeButtonProps={{ 'aria-label': t('Close the menu') }}
      >
        <Rail folded={false} onFold={null} />
      </Drawer>
      <Announcer />
      <CheatSheet />
      <LeaveQuestion />
      <PaletteHost />
    </LiveContext>
  );
}

/** Goes where the link led that the app was started by. */
function useFirstPage() {
  const navigate = useNavigate();
  useEffect(() => {
    if (!keepsCopy) return;
    const go = ({ path }: { path?: string | null }) => path && void navigate({ to: path });
    // Without it the user is where every start begins.
    void device.firstPage().then(go, () => undefined);
  }, [navigate]);
}

function useScreenShortcuts(fold: () => void) {
  const navigate = useNavigate();
  const places = usePlaces();
  const last = useLastUndoable();
  const group = t('Everywhere');
  useShortcuts([
    ...places.flatMap(({ keys, label, to }) => (keys ? [{ keys, label, group: t('Go to'), run: () => void navigate({ to }) }] : [])),
    ...(last ? [{ keys: 'Mod+z', label: t('Undo: {what}', { what: last.message }), group, run: last.takeBack }] : []),
    { keys: '[', label: t('Fold the menu'), group, run: fold },
  ]);
}
