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

/**
 * The one way to the server, whichever shell the page runs in.
 *
 * `fetch` answers with whatever status the server gave and throws [`Unreachable`] where there was
 * no answer. `subscribe` keeps its stream alive by itself until the returned function is called.
 */
export interface Transport {
  fetch: (request: Request) => Promise<Response>;
  subscribe: (path: string, names: string[], listener: StreamListener) => () => void;
}
