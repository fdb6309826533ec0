import {
  IconAdjustments,
  IconAddressBook,
  IconArrowsSplit,
  IconChartBar,
  IconChartHistogram,
  IconHistory,
  IconKey,
  IconMessage,
  IconMessages,
  IconMessageCircleSearch,
  IconRotate2,
  IconShieldLock,
  IconTimeline,
  IconUserShare,
  IconUsers,
  type Icon,
} from '@tabler/icons-react';

import { pipelineReport } from '@/api/clients';
import { apiKeysPage, assignmentsPage, auditPage, jobsPage, messagesPage, rolesPage, sessionsPage, stageHistoryPage, usersPage } from '@/api/office';
import type { Permission } from '@/api/session';
import type { Page } from '@/api/types';
import { count } from '@/lib/format';
import { t } from '@/lib/i18n';

import type { ResourcePath } from '../resource/types';

/** What a section says of itself before it is opened: a number, or when something last happened there. */
export type Figure = { text: string; bad?: boolean } | { at: string } | null;

export interface Section {
  path: ResourcePath | '/admin/assignment/' | '/admin/chat/' | '/admin/extraction/' | '/admin/reports/' | '/admin/settings/';
  label: string;
  text: string;
  icon: Icon;
  need: Permission;
  /** Absent: nothing that would be cheap to know. */
  figure?: { need?: Permission; read: (signal: AbortSignal) => Promise<Figure> };
  /** Whether rows are added here: the permission for it. */
  add?: Permission;
}

export interface SectionGroup {
  label: string;
  sections: readonly Section[];
}

/** As many as one page holds are counted; nobody waits for a count of a long list. */
const most = 200;
const one = { limit: '1' };

async function counted<Row>(page: Promise<Page<Row>>): Promise<Figure> {
  const { results, next } = await page;
  return { text: next === null ? count(results.length) : t('over {n}', { n: most }) };
}

async function newest<Row>(page: Promise<Page<Row>>, at: (row: Row) => string): Promise<Figure> {
  const [row] = (await page).results;
  return row === undefined ? null : { at: at(row) };
}

async function failedJobs(signal: AbortSignal): Promise<Figure> {
  const pages = await Promise.all(['failed', 'dead'].map((state) => jobsPage({ state, limit: String(most) }, signal)));
  const failed = pages.reduce((sum, { results }) => sum + results.length, 0);
  return failed === 0 ? { text: t('none failed') } : { text: t('{count} failed', { count: failed }), bad: true };
}

async function clients(signal: AbortSignal): Promise<Figure> {
  const { stages } = await pipelineReport(signal);
  return { text: count(stages.reduce((sum, stage) => sum + stage.clients, 0)) };
}

/** The back office, in the order in which it is shown. */
export const groups: readonly SectionGroup[] = [
  {
    label: t('People'),
    sections: [
      {
        path: '/admin/users/',
        label: t('Users'),
        text: t('Who can log in, and on which devices'),
        icon: IconUsers,
        need: 'user.manage',
        add: 'user.manage',
        figure: { read: (signal) => counted(usersPage({ limit: String(most) }, signal)) },
      },
      {
        path: '/admin/roles/',
        label: t('Roles'),
        text: t('What each kind of user may do'),
        icon: IconShieldLock,
        need: 'role.manage',
        add: 'role.manage',
        figure: { read: (signal) => counted(rolesPage({}, signal)) },
      },
      {
        path: '/admin/api-keys/',
        label: t('API keys'),
        text: t('What chatbots post and read with'),
        icon: IconKey,
        need: 'api_key.manage',
        add: 'api_key.manage',
        figure: { read: (signal) => counted(apiKeysPage({}, signal)) },
      },
    ],
  },
  {
    label: t('Clients'),
    sections: [
      {
        path: '/admin/clients/',
        label: t('Clients'),
        text: t('Contact details, import and export'),
        icon: IconAddressBook,
        need: 'client.view_all',
        add: 'client.create',
        figure: { need: 'report.view', read: clients },
      },
      {
        path: '/admin/stage-history/',
        label: t('Stage history'),
        text: t('Each move, by whom and why'),
        icon: IconTimeline,
        need: 'client.view_all',
        figure: { read: (signal) => newest(stageHistoryPage(one, signal), (row) => row.created_at) },
      },
      {
        path: '/admin/assignments/',
        label: t('Assignments'),
        text: t('Who was given whom, and when'),
        icon: IconUserShare,
        need: 'client.view_all',
        figure: { read: (signal) => newest(assignmentsPage(one, signal), (row) => row.created_at) },
      },
    ],
  },
  {
    label: t('Chat'),
    sections: [
      {
        path: '/admin/chat/',
        label: t('Conversations'),
        text: t('Read and search what was said'),
        icon: IconMessageCircleSearch,
        need: 'chat.view',
      },
      {
        path: '/admin/sessions/',
        label: t('Chat sessions'),
        text: t('Each conversation as a row'),
        icon: IconMessages,
        need: 'chat.view',
        figure: { read: (signal) => newest(sessionsPage(one, signal), (row) => row.last_message_at) },
      },
      {
        path: '/admin/messages/',
        label: t('Chat messages'),
        text: t('Each message, to correct or delete'),
        icon: IconMessage,
        need: 'chat.view',
        figure: { read: (signal) => newest(messagesPage(one, signal), (row) => row.created_at) },
      },
    ],
  },
  {
    label: t('Running the desk'),
    sections: [
      {
        path: '/admin/reports/',
        label: t('Reports'),
        text: t('How the desk does, over any days'),
        icon: IconChartBar,
        need: 'report.view',
      },
      {
        path: '/admin/assignment/',
        label: t('Lead assignment'),
        text: t('Who gets which leads, and what each can carry'),
        icon: IconArrowsSplit,
        need: 'client.assign',
      },
      {
        path: '/admin/jobs/',
        label: t('Extraction jobs'),
        text: t('Conversations that wait to be read, or failed'),
        icon: IconRotate2,
        need: 'job.manage',
        figure: { read: failedJobs },
      },
      {
        path: '/admin/extraction/',
        label: t('Extraction quality'),
        text: t('How well conversations are read, and at what price'),
        icon: IconChartHistogram,
        need: 'report.view',
      },
      {
        path: '/admin/audit/',
        label: t('Audit log'),
        text: t('Who changed what, and when'),
        icon: IconHistory,
        need: 'audit.view',
        figure: { read: (signal) => newest(auditPage(one, signal), (row) => row.created_at) },
      },
      {
        path: '/admin/settings/',
        label: t('Settings'),
        text: t('How the desk behaves'),
        icon: IconAdjustments,
        need: 'setting.manage',
      },
    ],
  },
];
