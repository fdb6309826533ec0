import { useMantineColorScheme } from '@mantine/core';
import { keepPreviousData, useQueries, useQuery } from '@tanstack/react-query';
import { useNavigate, useParams } from '@tanstack/react-router';
import { IconBolt, IconDeviceDesktop, IconKeyboard, IconLanguage, IconLogout, IconMoon, IconSearch, IconSun, IconUser } from '@tabler/icons-react';

import { getClient, listClients } from '@/api/clients';
import { keepsCopy, useServerAway } from '@/api/device';
import { keys } from '@/api/keys';
import { useCan, useMe, useStages } from '@/api/session';
import type { Client } from '@/api/types';
import { phone } from '@/lib/format';
import { language, languages, t, type Language } from '@/lib/i18n';
import { stageLabel } from '@/lib/stage';
import { useActiveShortcuts } from '@/ui/shortcuts';

import { openCheatSheet } from '../shell/cheat-sheet';
import { chooseLanguage } from '../shell/language';
import { usePlaces } from '../shell/places';
import { useLeave } from '../shell/useLeave';
import { answering, type Entry, type Section } from './entries';
import { recentClients } from './recent';

const steps = new Set(['j', 'k']);

/** The line that is always there, and never meant by an Enter in haste. */
export const wholeList = 'search';

/** How many clients a search shows; the list of all shows the rest. */
const hitLimit = 8;

interface Offer {
  sections: Section[];
  /** Whether more is on its way. */
  searching: boolean;
  /** Searches the clients again; null where they were searched. */
  again: (() => void) | null;
}

/** All that the palette offers for what was typed. */
export function useEntries(typed: string, settled: string): Offer {
  const here = useScreenActions();
  const places = usePlaceEntries();
  const looks = useLooks();
  const recent = useRecent();
  const { found, searching, again } = useFound(typed, settled);
  const listed = useWholeList(typed);

  if (!typed) return { sections: [recent, here, places, looks].filter(({ entries }) => entries.length > 0), searching: false, again: null };
  // What the server finds comes last: it arrives late, and must not move what is being read.
  const late = [found, listed].filter(({ entries }) => entries.length > 0);
  return { sections: [...answering([here, places, looks], typed), ...late], searching, again };
}

/** What can be done on the screen one is on: its shortcuts, from their one list. */
function useScreenActions(): Section {
  const shortcuts = useActiveShortcuts();
  const entries = shortcuts
    .filter(({ keys: held, group }, index) => {
      const first = shortcuts.findIndex((other) => other.keys === held) === index;
      return first && group !== t('Go to') && held !== 'Mod+k' && held !== '?';
    })
    // One step in a list is what nobody opens the palette for.
    .sort((a, b) => Number(steps.has(a.keys)) - Number(steps.has(b.keys)))
    .map(({ keys: held, label, group, run }): Entry => ({ id: `do ${held}`, label, detail: group, keys: held, icon: IconBolt, run }));
  return { heading: t('On this screen'), entries };
}

function usePlaceEntries(): Section {
  const navigate = useNavigate();
  const away = useServerAway();
  const entries = usePlaces().map(({ to, label, icon, keys: held, online }): Entry => ({
    id: `go ${to}`,
    label,
    detail: online && away ? t('needs the server') : undefined,
    icon,
    keys: held,
    also: t('Go to {place}', { place: label }),
    run: () => void navigate({ to }),
  }));
  return { heading: t('Go to'), entries };
}

function useLooks(): Section {
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  const leave = useLeave();
  const schemes = [
    ['light', t('Light'), IconSun],
    ['dark', t('Dark'), IconMoon],
    ['auto', t('As the system'), IconDeviceDesktop],
  ] as const;
  const tongues = Object.entries(languages) as [Language, string][];
  return {
    heading: t('Rivo'),
    entries: [
      ...schemes
        .filter(([value]) => value !== colorScheme)
        .map(([value, label, icon]): Entry => ({
          id: `look ${value}`,
          label: t('Appearance: {name}', { name: label }),
          also: label,
          icon,
          run: () => setColorScheme(value),
        })),
      ...tongues
        .filter(([code]) => code !== language())
        .map(([code, name]): Entry => ({
          id: `speak ${code}`,
          label: t('Language: {name}', { name }),
          also: name,
          icon: IconLanguage,
          run: () => chooseLanguage(code),
        })),
      { id: 'keys', label: t('Keyboard shortcuts'), keys: '?', icon: IconKeyboard, run: openCheatSheet },
      { id: 'leave', label: keepsCopy ? t('Sign out…') : t('Log out'), icon: IconLogout, run: () => void leave() },
    ],
  };
}

function useClientEntry(): (client: Client) => Entry {
  const navigate = useNavigate();
  const graph = useStages().data;
  return (client) => ({
    id: `client ${client.id}`,
    label: client.name ?? client.email ?? (client.phone ? phone(client.phone) : t('Unnamed client')),
    detail: [client.name && client.email, stageLabel(graph, client.current_stage)].filter(Boolean).join(' · '),
    icon: IconUser,
    run: () => void navigate({ to: '/dashboard/client/$clientId/', params: { clientId: client.id } }),
  });
}

/** The clients one opened last, as far as one may still see them. */
function useRecent(): Section {
  const me = useMe().id;
  const entryOf = useClientEntry();
  const { clientId } = useParams({ strict: false });
  const elsewhere = recentClients(me).filter((id) => id !== clientId);
  const clients = useQueries({
    queries: elsewhere.map((id) => ({
      queryKey: keys.client(id),
      queryFn: ({ signal }: { signal: AbortSignal }) => getClient(id, signal),
      retry: false,
    })),
  });
  return { heading: t('Recent clients'), entries: clients.flatMap(({ data }) => (data ? [entryOf(data)] : [])) };
}

/** Whether a client that an earlier search found still answers what was typed since. */
function answers({ name, email, phone: number }: Client, typed: string): boolean {
  const wanted = typed.toLowerCase();
  return [name, email, number].some((text) => text?.toLowerCase().includes(wanted));
}

function useFound(typed: string, settled: string): { found: Section } & Pick<Offer, 'searching' | 'again'> {
  const entryOf = useClientEntry();
  const asking = settled.length >= 2;
  const filter = { q: settled, captured: 'any' as const, limit: hitLimit };
  const { data, isFetching, isError, isPlaceholderData, refetch } = useQuery({
    queryKey: [...keys.clients, 'palette', settled],
    queryFn: ({ signal }) => listClients(filter, signal),
    enabled: asking,
    placeholderData: keepPreviousData,
    staleTime: 15_000,
    gcTime: 60_000,
  });
  const current = settled === typed && !isPlaceholderData;
  const clients = asking && data ? data.results.filter((client) => current || answers(client, typed)) : [];
  return {
    found: { heading: t('Clients'), entries: clients.map(entryOf) },
    searching: isFetching,
    again: asking && isError ? () => void refetch() : null,
  };
}

/** The same search in the list of all clients, with its filters. */
function useWholeList(typed: string): Section {
  const navigate = useNavigate();
  const may = useCan();
  const search: Entry = {
    id: wholeList,
    label: t('Search all clients for “{text}”', { text: typed }),
    icon: IconSearch,
    run: () => void navigate({ to: '/dashboard/admin/', search: { q: typed } }),
  };
  return { heading: t('Search'), entries: may('client.view_all') ? [search] : [] };
}
