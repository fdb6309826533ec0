/** How a stream of events stands. */
export type ConnectionState = 'connecting' | 'live' | 'reconnecting' | 'offline';

/** One event of a stream. */
export interface StreamEvent {
  name: string;
  data: string;
}

export interface StreamListener {
  onEvent: (event: StreamEvent) => void;
  onState: (state: ConnectionState) => void;
}

/** What the app around the page asks of it: a menu's entry, a link, a change of its own. */
export type Ask = { kind: 'go'; path: string } | { kind: 'shortcuts' } | { kind: 'device' };

/** The computer under the page. Its requests lie under `/device/`. */
export interface DeviceDoor {
  fetch: (request: Request) => Promise<Response>;
  onAsk: (listener: (ask: Ask) => void) => () => void;
}

/**
 * The one way to the server, whichever shell the page runs in.
 *
 * `fetch` answers with whatever status the server gave and throws [`Unreachable`] where there was
 * no answer. `subscribe` keeps its stream alive by itself until the returned function is called.
 * `device` is null where the page may ask nothing of the computer it runs on: in a browser.
 */
export interface Transport {
  fetch: (request: Request) => Promise<Response>;
  subscribe: (path: string, names: string[], listener: StreamListener) => () => void;
  device: DeviceDoor | null;
}
