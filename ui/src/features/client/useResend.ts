import { useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';

import { correctContext, updateClient, updateNote, updateTask } from '@/api/clients';
import { keys } from '@/api/keys';
import { useMe } from '@/api/session';
import { t } from '@/lib/i18n';
import { RequestProblem } from '@/transport';
import { drafts, type Fields } from '@/ui/drafts';
import { failed } from '@/ui/toast';

import { changeOf as contactChange, contactEdit, withExpected } from './contact';
import { correctionIn, wantedOf } from './facts/correction';
import { noteBody } from './work/mention';
import { changeOf as taskChange, seenOf, type TaskContent } from './work/task';

/**
 * Sends once more what was to be saved when the page ended: its answer is not known, and under its id it is made
 * once. What cannot be saved stays in its fields.
 */
export function useResend(client: string): void {
  const cache = useQueryClient();
  const user = useMe().id;
  useEffect(() => {
    for (const { place, what, fields, command } of drafts.unanswered(user, client)) {
      void resend(client, what, fields, command).then(
        () => {
          if (drafts.isAsSent(place, command)) drafts.write(place, null);
          void cache.invalidateQueries({ queryKey: keys.client(client) });
        },
        (error: unknown) => {
          drafts.editNotSaved(place, error);
          // What somebody else saved meanwhile is shown where it was written.
          if (error instanceof RequestProblem && error.status === 409) return;
          failed(t('What you saved last was not saved, it is kept'), error);
        },
      );
    }
  }, [cache, client, user]);
}

async function resend(client: string, what: string, fields: Fields, command: string): Promise<void> {
  const [kind, of = ''] = what.split('/');
  if (kind === 'fact') {
    const half = correctionIn(fields);
    await correctContext(client, [{ path: of, value: wantedOf(half), expected: half.seen }], command);
  } else if (kind === 'contact') {
    const { seen, values } = contactEdit(fields);
    await updateClient(client, withExpected(seen, contactChange(seen, values)), command);
  } else if (kind === 'note') {
    await updateNote(of, { body: noteBody(fields), expected: fields['seen'] ?? '' }, command);
  } else if (kind === 'task') {
    const seen = JSON.parse(fields['seen'] ?? '{}') as TaskContent;
    const change = taskChange(seen, fields);
    await updateTask(of, { ...change, expected: seenOf(seen, change) }, command);
  }
}
