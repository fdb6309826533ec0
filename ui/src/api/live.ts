import type { QueryClient, QueryKey } from '@tanstack/react-query';
import { useSyncExternalStore } from 'react';

import { RequestProblem, transport, type ConnectionState, type Transport } from '@/transport';

import { dropClient, isShown, storeClient } from './client-cache';
import { getClient } from './clients';
import { keys } from './keys';
import { ageDue, ageSummaries, trimSummaries } from './summary-cache';
import type { ChangeEvent } from './types';

/** What a change asks of the page. */
export interface Effect {
  /** Queries whose answer is out of date. */
  stale: readonly (readonly unknown[])[];
  /** A client to be read again and put in its place, without moving what surrounds it. */
  refresh: string | null;
  /** A client for whom something else may be due by now. */
  due: string | null;
  /** A client that is no longer to be seen. */
  gone: string | null;
  /** Whether everything may have changed. */
  everything: boolean;
}

const nothing: Effect = { stale: [], refresh: null, due: null, gone: null, everything: false };

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
      return { ...nothing, due: client_id, stale: [...part('tasks'), keys.myTasks, keys.today] };
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

const nameOf = (key: QueryKey) => JSON.stringify(key);

/** How long changes are gathered before they are applied: a busy desk must not flood the page. */
const gatherMs = 300;
/** Answers that nearly every change touches, and how long they are left alone once they were asked for again. */
const busy = new Set([keys.pipeline, keys.workload, keys.today, keys.waiting, keys.mine, keys.chat, keys.admin('jobs')].map(nameOf));
const busyMs = 2500;
/** More clients than this at once are cheaper to list again than to read one by one. */
const manyClients = 12;

/** Applies the feed to the query cache. */
export class LiveFeed {
  private waiting: ChangeEvent[] = [];
  private timer: ReturnType<typeof setTimeout> | undefined;
  private connection: ConnectionState = 'connecting';
  /** What is to be read again, by its name. */
  private readonly stale = new Map<string, QueryKey>();
  private staleTimer: ReturnType<typeof setTimeout> | undefined;
  private readonly askedAt = new Map<string, number>();
  private readonly watchers = new Set<() => void>();
  private end: (() => void) | null = null;

  constructor(
    private readonly cache: QueryClient,
    private readonly read: typeof getClient = getClient,
  ) {}

  /** Starts listening, where it does not yet; the returned function ends it. */
  start(over: Transport = transport): () => void {
    this.end ??= this.listen(over);
    return () => {
      this.end?.();
      this.end = null;
    };
  }

  private listen(over: Transport): () => void {
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
      clearTimeout(this.staleTimer);
      this.timer = undefined;
      this.staleTimer = undefined;
      this.waiting = [];
      this.stale.clear();
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
    for (const key of effects.flatMap(({ stale }) => stale)) this.stale.set(nameOf(key), key);
    for (const id of new Set(effects.flatMap(({ due }) => due ?? []))) ageDue(this.cache, id);
    const changed = new Set(effects.flatMap(({ refresh }) => refresh ?? []));
    const refreshed = this.refresh([...changed].filter((id) => !gone.has(id)));
    this.readStale();
    await refreshed;
  }

  /**
   * Asks for what is out of date. What is being read just now, or is asked for by every change, comes
   * after: under a steady stream a read that is begun anew each time would never end.
   */
  private readStale(): void {
    clearTimeout(this.staleTimer);
    this.staleTimer = undefined;
    const now = Date.now();
    for (const [name, queryKey] of this.stale) {
      const rests = busy.has(name) && now - (this.askedAt.get(name) ?? -Infinity) < busyMs;
      if (rests || this.cache.isFetching({ queryKey }) > 0) continue;
      this.stale.delete(name);
      this.askedAt.set(name, now);
      void this.cache.invalidateQueries({ queryKey });
    }
    if (this.stale.size > 0) this.staleTimer = setTimeout(() => this.readStale(), gatherMs);
  }

  readonly watch = (watcher: () => void): (() => void) => {
    this.watchers.add(watcher);
    return () => this.watchers.delete(watcher);
  };

  readonly connectionNow = () => this.connection;

  private async refresh(ids: string[]): Promise<void> {
    const shown = ids.filter((id) => isShown(this.cache, id));
    if (shown.length < ids.length) {
      ageSummaries(this.cache);
      this.stale.set(nameOf(keys.mine), keys.mine);
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
