import { Tooltip } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import {
  IconAdjustments,
  IconChartHistogram,
  IconCloudUp,
  IconHistory,
  IconInbox,
  IconKey,
  IconLayoutSidebarLeftCollapse,
  IconLayoutSidebarLeftExpand,
  IconMessages,
  IconRotate2,
  IconShieldLock,
  IconTarget,
  IconUsers,
  type Icon,
} from '@tabler/icons-react';

import { keepsCopy, useDevice } from '@/api/device';
import { useCan, useSetting, type Permission } from '@/api/session';
import { t } from '@/lib/i18n';
import { Logo } from '@/ui/Logo';

import { AccountMenu } from './AccountMenu';
import { Connection } from './Connection';
import classes from './Rail.module.css';

interface Place {
  to: string;
  label: string;
  icon: Icon;
  need?: Permission;
}

const desk: Place[] = [
  { to: '/dashboard/admin/', label: t('All clients'), icon: IconInbox, need: 'client.view_all' },
  { to: '/dashboard/csm/', label: t('My desk'), icon: IconTarget },
  ...(keepsCopy ? [{ to: '/sync/', label: t('Sync'), icon: IconCloudUp }] : []),
];

const office: Place[] = [
  { to: '/admin/chat/', label: t('Conversations'), icon: IconMessages, need: 'chat.view' },
  { to: '/admin/users/', label: t('Users'), icon: IconUsers, need: 'user.manage' },
  { to: '/admin/roles/', label: t('Roles'), icon: IconShieldLock, need: 'role.manage' },
  { to: '/admin/api-keys/', label: t('API keys'), icon: IconKey, need: 'api_key.manage' },
  { to: '/admin/jobs/', label: t('Extraction jobs'), icon: IconRotate2, need: 'job.manage' },
  { to: '/admin/extraction/', label: t('Extraction quality'), icon: IconChartHistogram, need: 'report.view' },
  { to: '/admin/audit/', label: t('Audit log'), icon: IconHistory, need: 'audit.view' },
  { to: '/admin/settings/', label: t('Settings'), icon: IconAdjustments, need: 'setting.manage' },
];

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

function Places({ places, folded, heading }: { places: Place[]; folded: boolean; heading?: string }) {
  const may = useCan();
  const open = places.filter(({ need }) => !need || may(need));
  if (open.length === 0) return null;
  return (
    <>
      {heading && <p className={classes['heading']}>{folded ? '' : heading}</p>}
      <ul>
        {open.map(({ to, label, icon: PlaceIcon }) => (
          <li key={to}>
            <Tooltip label={label} position="right" disabled={!folded}>
              <Link to={to} className={classes['place']} activeProps={{ 'data-here': true }} aria-label={label}>
                <PlaceIcon size={18} stroke={1.7} aria-hidden="true" />
                {!folded && <span>{label}</span>}
                {to === '/sync/' && <Waiting />}
              </Link>
            </Tooltip>
          </li>
        ))}
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
