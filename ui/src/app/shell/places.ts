import {
  IconAddressBook,
  IconAdjustments,
  IconArrowsSplit,
  IconChartBar,
  IconChartHistogram,
  IconCloudUp,
  IconHistory,
  IconInbox,
  IconKey,
  IconLayoutGrid,
  IconLayoutKanban,
  IconMessage,
  IconMessages,
  IconRotate2,
  IconShieldLock,
  IconSun,
  IconTarget,
  IconTimeline,
  IconUserCircle,
  IconUserShare,
  IconUsers,
  type Icon,
} from '@tabler/icons-react';

import { keepsCopy } from '@/api/device';
import { hasOffice, useCan, useMe, type Permission } from '@/api/session';
import { t } from '@/lib/i18n';

/** A screen one can go to: from the rail, the palette, or by two keys. */
export interface Place {
  to: string;
  label: string;
  icon: Icon;
  /** The two keys that lead there. */
  keys?: string;
  /** The permission that opens it; `office`: any that opens something in there. */
  need?: Permission | 'office';
  /** Whether only the server can show it: a copy of the desk holds none of it. */
  online?: true;
  /** Whether what lies below it are places of their own. */
  exact?: true;
}

/** Where the work is done. */
export const desk: readonly Place[] = [
  { to: '/dashboard/today/', label: t('Today'), icon: IconSun, keys: 'g t' },
  { to: '/dashboard/admin/', label: t('All clients'), icon: IconInbox, keys: 'g d', need: 'client.view_all' },
  { to: '/dashboard/pipeline/', label: t('Pipeline'), icon: IconLayoutKanban, keys: 'g p' },
  { to: '/dashboard/clients/', label: t('My desk'), icon: IconTarget, keys: 'g m' },
  ...(keepsCopy ? [{ to: '/sync/', label: t('Sync'), icon: IconCloudUp, keys: 'g s' }] : []),
];

/** What stands behind it. */
export const office: readonly Place[] = [
  { to: '/admin/', label: t('Overview'), icon: IconLayoutGrid, keys: 'g b', exact: true, need: 'office' },
  { to: '/admin/chat/', label: t('Conversations'), icon: IconMessages, keys: 'g c', need: 'chat.view', online: true },
  { to: '/admin/users/', label: t('Users'), icon: IconUsers, keys: 'g u', need: 'user.manage', online: true },
  { to: '/admin/roles/', label: t('Roles'), icon: IconShieldLock, keys: 'g r', need: 'role.manage', online: true },
  { to: '/admin/api-keys/', label: t('API keys'), icon: IconKey, keys: 'g k', need: 'api_key.manage', online: true },
  { to: '/admin/jobs/', label: t('Extraction jobs'), icon: IconRotate2, keys: 'g j', need: 'job.manage', online: true },
  { to: '/admin/reports/', label: t('Reports'), icon: IconChartBar, keys: 'g f', need: 'report.view', online: true },
  { to: '/admin/assignment/', label: t('Lead assignment'), icon: IconArrowsSplit, keys: 'g a', need: 'client.assign', online: true },
  { to: '/admin/extraction/', label: t('Extraction quality'), icon: IconChartHistogram, keys: 'g q', need: 'report.view', online: true },
  { to: '/admin/audit/', label: t('Audit log'), icon: IconHistory, keys: 'g l', need: 'audit.view', online: true },
  { to: '/admin/settings/', label: t('Settings'), icon: IconAdjustments, keys: 'g e', need: 'setting.manage', online: true },
];

/** What the overview leads to, and the palette: there is no room for it in the rail. */
const lists: readonly Place[] = [
  { to: '/admin/clients/', label: t('Clients'), icon: IconAddressBook, need: 'client.view_all' },
  { to: '/admin/stage-history/', label: t('Stage history'), icon: IconTimeline, need: 'client.view_all' },
  { to: '/admin/assignments/', label: t('Assignments'), icon: IconUserShare, need: 'client.view_all' },
  { to: '/admin/sessions/', label: t('Chat sessions'), icon: IconMessages, need: 'chat.view', online: true },
  { to: '/admin/messages/', label: t('Chat messages'), icon: IconMessage, need: 'chat.view', online: true },
];

/** One's own, at the foot of the rail. */
const own: readonly Place[] = [{ to: '/admin/account/', label: t('Account and devices'), icon: IconUserCircle, keys: 'g o' }];

/** The places of a list that the user's role opens. */
export function useOpenPlaces(places: readonly Place[]): Place[] {
  const may = useCan();
  const me = useMe();
  return places.filter(({ need }) => !need || (need === 'office' ? hasOffice(me) : may(need)));
}

/** Every place that the user's role opens. */
export const usePlaces = () => useOpenPlaces([...desk, ...office, ...lists, ...own]);
