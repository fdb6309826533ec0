import type { QueryClient } from '@tanstack/react-query';
import {
  createRootRouteWithContext,
  createRoute,
  createRouter,
  lazyRouteComponent,
  notFound,
  Outlet,
  redirect,
} from '@tanstack/react-router';

import { deviceQuery, isOpen, keepsCopy } from '@/api/device';
import { isSessionExpired } from '@/api/query-client';
import type { LiveFeed } from '@/api/live';
import { can, directoryQuery, hasOffice, homeOf, meQuery, settingsQuery, stagesQuery, type Permission } from '@/api/session';
import { todayQuery } from '@/api/today';
import type { Me } from '@/api/types';

import { Crash, CrashPage, NotFound, Starting } from './screens';
import { speakWholly } from '@/lib/i18n';
import { readAdminSearch, readClientSearch, readDeskSearch, readLoginSearch, readReportSearch, readTodaySearch } from '@/lib/search';

interface Context {
  cache: QueryClient;
}

const root = createRootRouteWithContext<Context>()({ component: Outlet });

/** In the app: what stands between its start and the desk. */
const setUp = createRoute({
  getParentRoute: () => root,
  path: '/start',
  beforeLoad: async ({ context }) => {
    if (!keepsCopy) throw redirect({ to: '/' });
    await speakWholly();
    await context.cache.query(deviceQuery);
  },
  component: lazyRouteComponent(() => import('@/features/sync/StartScreen'), 'StartScreen'),
});

const login = createRoute({
  getParentRoute: () => root,
  path: '/dashboard/login',
  beforeLoad: () => {
    if (keepsCopy) throw redirect({ to: '/start/', replace: true });
  },
  validateSearch: readLoginSearch,
  component: lazyRouteComponent(() => import('@/features/auth/LoginScreen'), 'LoginScreen'),
});

/** Who shows the answer tells of the failure. */
const unheard = () => undefined;

const frame = () => import('./shell/Shell');
// In the app every start leads into the frame: its scripts are read while the computer is asked how the desk stands.
if (keepsCopy) void frame();

let feed: LiveFeed | undefined;

/**
 * The feed follows before anything is asked for: what changes after a read comes through it. Its script is asked for once:
 * another address of the same screen has to be there before the next key is pressed, and an import takes a turn of its own.
 */
async function follow(cache: QueryClient): Promise<LiveFeed> {
  if (!feed) {
    const { LiveFeed } = await import('@/api/live');
    feed ??= new LiveFeed(cache);
  }
  feed.start();
  return feed;
}

/** Everything that needs a login. */
const desk = createRoute({
  getParentRoute: () => root,
  id: 'desk',
  beforeLoad: async ({ context: { cache }, location }): Promise<{ user: Me; feed: LiveFeed }> => {
    if (keepsCopy && !isOpen(await cache.query(deviceQuery))) throw redirect({ to: '/start/' });
    try {
      const [user] = await Promise.all([cache.query({ ...meQuery, staleTime: 'static' }), speakWholly()]);
      return { user, feed: await follow(cache) };
    } catch (error) {
      if (!isSessionExpired(error)) throw error;
      const next = location.pathname === '/' ? undefined : location.href;
      throw redirect({ to: '/dashboard/login/', search: { next } });
    }
  },
  // What the frame and nearly every screen show is asked for while their scripts are read.
  loader: ({ context: { cache } }) => {
    void cache.query(settingsQuery).catch(unheard);
    void cache.query(stagesQuery).catch(unheard);
    void cache.query(directoryQuery).catch(unheard);
  },
  component: lazyRouteComponent(frame, 'Shell'),
  errorComponent: CrashPage,
});

/** An address that leads nowhere is told inside of the frame. */
const nowhere = createRoute({ getParentRoute: () => desk, path: '$', component: NotFound });

const goHome = ({ context }: { context: { user: Me } }) => {
  throw redirect({ to: homeOf(context.user), replace: true });
};
const start = createRoute({ getParentRoute: () => desk, path: '/', beforeLoad: goHome });
const dashboard = createRoute({ getParentRoute: () => desk, path: '/dashboard', beforeLoad: goHome });

/** Refuses a screen to whom the role does not allow it; the shell stays. */
function need(permission: Permission) {
  return ({ context }: { context: { user: Me } }) => {
    if (!can(context.user, permission)) throw notFound({ data: { permission } });
  };
}

const adminDesk = createRoute({
  getParentRoute: () => desk,
  path: '/dashboard/admin',
  validateSearch: readDeskSearch,
  beforeLoad: need('client.view_all'),
  component: lazyRouteComponent(() => import('@/features/pipeline/AdminDesk'), 'AdminDesk'),
});

const pipeline = createRoute({
  getParentRoute: () => desk,
  path: '/dashboard/pipeline',
  validateSearch: readDeskSearch,
  component: lazyRouteComponent(() => import('@/features/pipeline/PipelineScreen'), 'PipelineScreen'),
});

const today = createRoute({
  getParentRoute: () => desk,
  path: '/dashboard/today',
  validateSearch: readTodaySearch,
  loaderDeps: ({ search: { of = 'me' } }) => ({ of }),
  loader: ({ context: { cache }, deps: { of } }) => void cache.query(todayQuery(of)).catch(unheard),
  component: lazyRouteComponent(() => import('@/features/today/TodayScreen'), 'TodayScreen'),
});

/** Where the Django project had a CSM's dashboard, and where the server leads one. */
const csmHome = createRoute({
  getParentRoute: () => desk,
  path: '/dashboard/csm',
  beforeLoad: () => {
    throw redirect({ to: '/dashboard/today/', replace: true });
  },
});

const myClients = createRoute({
  getParentRoute: () => desk,
  path: '/dashboard/clients',
  component: lazyRouteComponent(() => import('@/features/clients/CsmDesk'), 'CsmDesk'),
});

const client = createRoute({
  getParentRoute: () => desk,
  path: '/dashboard/client/$clientId',
  validateSearch: readClientSearch,
  component: lazyRouteComponent(() => import('@/features/client/ClientScreen'), 'ClientScreen'),
});

/** A screen of the back office. */
function section<const Name extends string>(
  name: Name,
  permission: Permission,
  component: ReturnType<typeof lazyRouteComponent>,
) {
  return createRoute({
    getParentRoute: () => desk,
    path: `/admin/${name}`,
    validateSearch: readAdminSearch,
    beforeLoad: need(permission),
    component,
  });
}

const users = section('users', 'user.manage', lazyRouteComponent(() => import('@/features/admin/UsersScreen'), 'UsersScreen'));
const adminClients = section('clients', 'client.view_all', lazyRouteComponent(() => import('@/features/admin/ClientsScreen'), 'ClientsScreen'));
const stageHistory = section('stage-history', 'client.view_all', lazyRouteComponent(() => import('@/features/admin/StageHistoryScreen'), 'StageHistoryScreen'));
const assignments = section('assignments', 'client.view_all', lazyRouteComponent(() => import('@/features/admin/AssignmentsScreen'), 'AssignmentsScreen'));
const sessions = section('sessions', 'chat.view', lazyRouteComponent(() => import('@/features/admin/SessionsScreen'), 'SessionsScreen'));
const messages = section('messages', 'chat.view', lazyRouteComponent(() => import('@/features/admin/MessagesScreen'), 'MessagesScreen'));
const roles = section('roles', 'role.manage', lazyRouteComponent(() => import('@/features/admin/RolesScreen'), 'RolesScreen'));
const apiKeys = section('api-keys', 'api_key.manage', lazyRouteComponent(() => import('@/features/admin/ApiKeysScreen'), 'ApiKeysScreen'));
const jobs = section('jobs', 'job.manage', lazyRouteComponent(() => import('@/features/admin/JobsScreen'), 'JobsScreen'));
const extraction = section('extraction', 'report.view', lazyRouteComponent(() => import('@/features/admin/extraction/ExtractionScreen'), 'ExtractionScreen'));
const audit = section('audit', 'audit.view', lazyRouteComponent(() => import('@/features/admin/AuditScreen'), 'AuditScreen'));
const settings = section('settings', 'setting.manage', lazyRouteComponent(() => import('@/features/admin/SettingsScreen'), 'SettingsScreen'));
const chat = section('chat', 'chat.view', lazyRouteComponent(() => import('@/features/chat/ChatScreen'), 'ChatScreen'));

const reports = createRoute({
  getParentRoute: () => desk,
  path: '/admin/reports',
  validateSearch: readReportSearch,
  beforeLoad: need('report.view'),
  component: lazyRouteComponent(() => import('@/features/reports/ReportsScreen'), 'ReportsScreen'),
});

const assignment = section('assignment', 'client.assign', lazyRouteComponent(() => import('@/features/assignment/AssignmentScreen'), 'AssignmentScreen'));

const account = createRoute({
  getParentRoute: () => desk,
  path: '/admin/account',
  component: lazyRouteComponent(() => import('@/features/auth/AccountScreen'), 'AccountScreen'),
});

const sync = createRoute({
  getParentRoute: () => desk,
  path: '/sync',
  component: lazyRouteComponent(() => import('@/features/sync/SyncScreen'), 'SyncScreen'),
});

/** Who finds nothing in the back office finds the own account there. */
const admin = createRoute({
  getParentRoute: () => desk,
  path: '/admin',
  beforeLoad: ({ context }) => {
    if (!hasOffice(context.user)) throw redirect({ to: '/admin/account/', replace: true });
  },
  component: lazyRouteComponent(() => import('@/features/admin/index/OfficeScreen'), 'OfficeScreen'),
});

const tree = root.addChildren([
  setUp,
  login,
  desk.addChildren([
    today, reports, assignment,
    sync, start, dashboard, adminDesk, pipeline, csmHome, myClients, client, admin, account, users, adminClients, stageHistory, assignments, sessions, messages, roles, apiKeys, jobs, extraction, audit, settings, chat, nowhere,
  ]),
]);

export function createAppRouter(cache: QueryClient) {
  return createRouter({
    routeTree: tree,
    context: { cache },
    trailingSlash: 'always',
    defaultPreload: 'intent',
    defaultPendingMs: 300,
    defaultPendingComponent: Starting,
    defaultErrorComponent: Crash,
    defaultNotFoundComponent: NotFound,
    scrollRestoration: true,
  });
}

declare module '@tanstack/react-router' {
  interface Register {
    router: ReturnType<typeof createAppRouter>;
  }
}
