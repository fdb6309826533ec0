import { useRef } from 'react';

import type { Client } from '@/api/types';
import { useDraft } from '@/ui/drafts';

import { usePlace } from '../place';

interface EditingProps {
  client: Client;
  path: string;
  /** Whether the fact was asked for. */
  asked: boolean;
  onLeave: (path: string) => void;
}

/** Whether a fact is being corrected, and the way out of it. One that was left half corrected is open again. */
export function useEditing({ client, path, asked, onLeave }: EditingProps) {
  const opener = useRef<HTMLButtonElement>(null);
  const [draft] = useDraft(usePlace(client.id, `fact/${path}`));
  const stop = () => {
    const here = document.activeElement;
    onLeave(path);
    // The editor is gone in the next frame; the focus must not fall to the page, nor be taken from elsewhere.
    if (here === document.body || here?.closest('[data-fact]')?.getAttribute('data-fact') === path) {
      requestAnimationFrame(() => opener.current?.focus());
    }
  };
  return { opener, editing: asked || draft !== null, stop };
}
