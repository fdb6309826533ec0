import { Tooltip } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { IconCloudOff, IconLayoutSidebarLeftCollapse, IconLayoutSidebarLeftExpand, IconSearch } from '@tabler/icons-react';

import { useDevice, useServerAway } from '@/api/device';
import { useSetting } from '@/api/session';
import { Bell } from '@/features/notifications/Bell';
import { t } from '@/lib/i18n';
import { Keys } from '@/ui/Keys';
import { Logo } from '@/ui/Logo';

import { openPalette } from '../palette/palette';
import { AccountMenu } from './AccountMenu';
import { Connection } from './Connection';
import { desk, office, useOpenPlaces, type Place } from './places';
import classes from './Rail.module.css';

/** The way to every screen the user may open. */
export function Rail({ folded, onFold }: { folded: boolean; onFold: (() => void) | null }) {
  const name = useSetting('desk_name', 'Rivo');
  const FoldIcon = folded ? IconLayoutSidebarLeftExpand : IconLayoutSidebarLeftCollapse;
  return (
    <nav className={classes['rail']} data-folded={folded || undefined} aria-label={t('Main')}>
      {onFold && (
        <div className={classes['brand']}>
          <Link to="/dashboard/" className={classes['home']} aria-label={t('{name}: my desk', { name })}>
            <Logo size={30} />
            {!folded && <span>{name}</span>}
          </Link>
          <button type="button" className={classes['fold']} onClick={onFold} aria-label={folded ? t('Unfold the menu') : t('Fold the menu')}>
            <FoldIcon size={18} aria-hidden="true" />
          </button>
        </div>
      )}
      <div className={classes['top']}>
        <Tooltip label={t('Find or do anything')} position="right" disabled={!folded}>
          <button type="button" className={classes['find']} aria-label={folded ? t('Find or do anything') : undefined} onClick={openPalette}>
            <IconSearch size={17} stroke={1.7} aria-hidden="true" />
            {!folded && (
              <>
                <span>{t('Find')}</span>
                <Keys keys="Mod+k" />
              </>
            )}
          </button>
        </Tooltip>
        {onFold && <Bell position="right-start" />}
      </div>
      <div className={classes['nav']}>
        <Places places={desk} folded={folded} />
        <Places places={office} folded={folded} heading={t('Back office')} />
      </div>
      <div className={classes['foot']}>
        <Connection compact={folded} />
        <AccountMenu folded={folded} />
      </div>
    </nav>
  );
}

function Places({ places, folded, heading }: { places: readonly Place[]; folded: boolean; heading?: string }) {
  const open = useOpenPlaces(places);
  const away = useServerAway();
  if (open.length === 0) return null;
  return (
    <>
      {heading && <p className={classes['heading']}>{folded ? '' : heading}</p>}
      <ul>
        {open.map(({ to, label, icon: PlaceIcon, exact = false, online = false }) => {
          const beyond = online && away;
          const said = beyond ? t('{place}: needs the server', { place: label }) : label;
          return (
            <li key={to}>
              <Tooltip label={said} position="right" disabled={!folded && !beyond}>
                <Link
                  to={to}
                  className={classes['place']}
                  data-away={beyond || undefined}
                  activeProps={{ 'data-here': true }}
                  activeOptions={{ exact, includeSearch: false }}
                  aria-label={said}
                >
                  <PlaceIcon size={18} stroke={1.7} aria-hidden="true" />
                  {!folded && <span>{label}</span>}
                  {to === '/sync/' && <Waiting />}
                  {beyond && !folded && <IconCloudOff size={15} className={classes['away'] ?? ''} aria-hidden="true" />}
                </Link>
              </Tooltip>
            </li>
          );
        })}
      </ul>
    </>
  );
}

/** How many changes wait to be sent or for a decision. */
function Waiting() {
  const sync = useDevice()?.sync;
  const waiting = (sync?.pending ?? 0) + (sync?.rejected ?? 0);
  if (waiting === 0) return null;
  return (
    <span className={classes['waiting']} data-decide={(sync?.rejected ?? 0) > 0 || undefined}>
      {waiting}
    </span>
  );
}
