import { createContext, use } from 'react';

import { useConnection, type LiveFeed } from './live';

/** The feed of the logged-in user. */
export const LiveContext = createContext<LiveFeed | null>(null);

function useFeed(): LiveFeed {
  const feed = use(LiveContext);
  if (!feed) throw new Error('A live screen stands outside of the logged-in part of the app.');
  return feed;
}

export const useLiveConnection = () => useConnection(useFeed());
