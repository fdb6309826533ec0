import { useEffect, useRef, useState } from 'react';

import { useUnseenClients } from '@/api/live-context';
import type { Client } from '@/api/types';

export interface Arrivals {
  /** Clients that came in while the list was open. */
  isFresh: (client: Client) => boolean;
  /** Whether more have come that the list does not show yet. */
  waiting: boolean;
  /** Puts those that wait into the list. */
  show: () => void;
}

/** How far from its top a list still counts as being read from the top. */
const topPx = 160;

/**
 * Lets new clients in without moving what somebody reads: at the top of the list they appear by
 * themselves, anywhere else they wait to be asked for.
 */
export function useArrivals(rows: readonly Client[], reload: () => Promise<unknown>, busy: boolean): Arrivals {
  const unseen = useUnseenClients();
  const [openedAt] = useState(() => Date.now());
  const [taken, setTaken] = useState(unseen);
  const waiting = unseen > taken;
  const latest = useRef(reload);
  useEffect(() => {
    latest.current = reload;
  });

  useEffect(() => {
    if (!waiting || busy || window.scrollY > topPx) return;
    void latest.current().then(() => setTaken(unseen));
  }, [waiting, busy, unseen, rows]);

  return {
    isFresh: (client) => Date.parse(client.captured_at ?? client.created_at) > openedAt - 2000,
    waiting,
    show: () => {
      setTaken(unseen);
      window.scrollTo({ top: 0 });
      void latest.current();
    },
  };
}
