import type { QueryClient } from '@tanstack/react-query';
import { useSyncExternalStore } from 'react';

import { RequestProblem, transport, type ConnectionState, type Transport } from '@/transport';

import { dropClient, isShown, storeClient } from './client-cache';
import { getClient } from './clients';
import { keys } from './keys';
import { ageSummaries, trimSummaries } from './summary-cache';
import type { ChangeEvent } from './types';

/** What a change asks of the page. */
export interface Effect {
  /** Queries whose answer is out of date. */
  stale: readonly (readonly unknown[])[];
  /** A client to be read again and put in its place, without moving what surrounds it. */
  refresh: string | null;
  /** A client that is no longer to be seen. */
  gone: string | null;
  /** Whether everything may have changed. */
  everything: boolean;
}

const nothing: Effect = { stale: [], refresh: null, gone: null, everything: false };

/** What one change of the feed means for what is shown. Pure; the table of the live page. */
export function effectOf({ kind, id, client_id }: ChangeEvent): Effect {
  const part = (name: Parameters<typeof keys.clientPart>[1]) =>
    client_id ? [keys.clientPart(client_id, name)] : [];
  switch (kind) {
    case 'client':
      return {
        ...nothing,
        refresh: id,
        stale: [
          ...(['history', 'assignments', 'audit', 'runs', 'duplicates', 'merges', 'suggestions'] as const).map((name) => keys.clientPart(id, name)),
          keys.pipeline,
          keys.workload,
          keys.today,
          keys.waiting,
        ],
      };
    case 'client_gone':
      return { ...nothing, gone: id, stale: [keys.pipeline, keys.workload, keys.myTasks, keys.today, keys.waiting] };
    case 'messages':
      return { ...nothing, refresh: client_id, stale: [...part('messages'), keys.chat, keys.today] };
    case 'note':
      return { ...nothing, stale: [...part('notes'), keys.today] };
    case 'task':
      return { ...nothing, stale: [...part('tasks'), keys.myTasks, keys.today] };
    case 'notification':
      return { ...nothing, stale: [keys.notifications] };
    case 'user':
      return { ...nothing, stale: [keys.admin('users'), keys.directory, keys.workload, keys.me] };
    case 'role':
      return { ...nothing, stale: [keys.admin('roles'), keys.me] };
    case 'api_key':
      return { ...nothing, stale: [keys.admin('api-keys')] };
    case 'settings':
      return { ...nothing, stale: [keys.admin('settings'), keys.today, keys.waiting] };
    case 'job':
      return { ...nothing, refresh: client_id, stale: [keys.admin('jobs')] };
    case 'rescope':
      return { ...nothing, everything: true };
    default:
      return nothing;
  }
}

/** How long changes are gathered before they are applied: a busy desk must not flood the page. */
const gatherMs = 300;
/** More clients than this at once are cheaper to list again than to read one by one. */
const manyClients = 12;

/** Applies the feed to the query cache and tells who wants to know about clients not yet shown. */
export class LiveFeed {
  private waiting: ChangeEvent[] = [];
  private timer: ReturnType<typeof setTimeout> | undefined;
  private connection: ConnectionState = 'connecting';
  private unseen = 0;
  private readonly watchers = new Set<() => void>();

  constructor(
    private readonly cache: QueryClient,
    private readonly read: typeof getClient = getClient,
  ) {}

  /** Starts listening; the returned function ends it. */
  start(over: Transport = transport): () => void {
    const stop = over.subscribe('/api/v1/events/', ['change', 'reset'], {
      onState: (state) => this.setConnection(state),
      onEvent: ({ name, data }) => {
        if (name === 'reset') void this.readAllAgain();
        else this.take(JSON.parse(data) as ChangeEvent);
      },
    });
    return () => {
      stop();
      clearTimeout(this.timer);
      this.timer = undefined;
      this.waiting = [];
    };
  }

  take(event: ChangeEvent): void {
    this.waiting.push(event);
    this.timer ??= setTimeout(() => void this.apply(), gatherMs);
  }

  /** Applies what was gathered. */
  async apply(): Promise<void> {
    clearTimeout(this.timer);
    this.timer = undefined;
    const effects = this.waiting.splice(0).map(effectOf);
    if (effects.some((effect) => effect.everything)) {
      await this.readAllAgain();
      return;
    }
    const gone = new Set(effects.flatMap(({ gone: id }) => id ?? []));
    for (const id of gone) this.drop(id);
    const stale = new Map(effects.flatMap(({ stale: list }) => list.map((key) => [JSON.stringify(key), key])));
    for (const queryKey of stale.values()) void this.cache.invalidateQueries({ queryKey });
    const changed = new Set(effects.flatMap(({ refresh }) => refresh ?? []));
    await this.refresh([...changed].filter((id) => !gone.has(id)));
  }

  readonly watch = (watcher: () => void): (() => void) => {
    this.watchers.add(watcher);
    return () => this.watchers.delete(watcher);
  };

  readonly connectionNow = () => this.connection;

  /** How often a client appeared that no list shows yet; lists offer to load it. */
  readonly unseenNow = () => this.unseen;

  private async refresh(ids: string[]): Promise<void> {
    const shown = ids.filter((id) => isShown(this.cache, id));
    if (shown.length < ids.length) {
      this.unseen += ids.length - shown.length;
      ageSummaries(this.cache);
      this.tell();
    }
    if (shown.length > manyClients) {
      ageSummaries(this.cache);
      await this.cache.invalidateQueries({ queryKey: keys.clients });
      return;
    }
    await Promise.all(shown.map((id) => this.refreshOne(id)));
  }

  private async readAllAgain(): Promise<void> {
    trimSummaries(this.cache);
    await this.cache.invalidateQueries();
  }

  private async refreshOne(id: string): Promise<void> {
    try {
      storeClient(this.cache, await this.read(id));
    } catch (error) {
      if (error instanceof RequestProblem && error.status === 404) this.drop(id);
      else void this.cache.invalidateQueries({ queryKey: keys.client(id), exact: true });
    }
  }

  private drop(id: string): void {
    dropClient(this.cache, id);
    void this.cache.invalidateQueries({ queryKey: keys.client(id) });
  }

  private setConnection(state: ConnectionState): void {
    // While the stream was cut, the page may have slept past what the server still keeps.
    this.connection = state;
    this.tell();
  }

  private tell(): void {
    for (const watcher of this.watchers) watcher();
  }
}

/** The state of the stream, drawn again when it changes. */
export const useConnection = (feed: LiveFeed): ConnectionState =>
  useSyncExternalStore(feed.watch, feed.connectionNow);
