import { Button, Group } from '@mantine/core';
import { useEffect, useRef, type KeyboardEvent } from 'react';

import { useNotifications } from '@/api/notifications';
import { useCan } from '@/api/session';
import type { Client, Note } from '@/api/types';
import { t } from '@/lib/i18n';
import { drafts, useDraft, type Fields } from '@/ui/drafts';
import { bringIntoView } from '@/ui/scroll';
import { Empty, Failure, Lines, Loading } from '@/ui/states';

import { useNotes } from '../api';
import { usePart } from '../part';
import { usePlace } from '../place';
import { useNoteChanges } from './api';
import { noteTold } from './mention';
import { MentionField } from './MentionField';
import { NoteItem } from './NoteItem';
import classes from './Notes.module.css';
import { Discard, Stranded, Unsaved } from './Unsaved';

/** Whether a key saves the note it is pressed in. */
export const sends = (event: KeyboardEvent) => event.key === 'Enter' && (event.ctrlKey || event.metaKey);

/** What colleagues wrote about a client. `asked` counts how often a new one was asked for. */
export function Notes({ client, asked }: { client: Client; asked: number }) {
  const may = useCan();
  const notes = useNotes(client.id);
  const told = useNoteTold(notes.data);
  const list = useRef<HTMLUListElement>(null);
  useEffect(() => {
    const note = told && list.current?.querySelector(`[data-note="${CSS.escape(told)}"]`);
    if (note) bringIntoView(note);
  }, [told]);
  return (
    <div className={classes['notes']}>
      {may('note.write') && <NewNote client={client} asked={asked} />}
      {notes.isPending && (
        <Loading what={t('notes')}>
          <Lines count={4} height={22} />
        </Loading>
      )}
      {notes.isError && !notes.data && <Failure compact error={notes.error} onRetry={() => void notes.refetch()} />}
      {notes.data?.length === 0 && <Empty compact title={t('No notes yet.')} />}
      <Stranded place={usePlace(client.id, 'note')} there={notes.data} why={t('The note was deleted meanwhile.')} />
      <ul ref={list}>
        {notes.data?.map((note) => (
          <NoteItem key={note.id} note={note} clientId={client.id} told={note.id === told} />
        ))}
      </ul>
    </div>
  );
}

/** The note that the notification is about which led here. */
function useNoteTold(notes: readonly Note[] = []): string | undefined {
  const [{ told }] = usePart();
  const { data } = useNotifications(told !== undefined);
  const row = data?.results.find(({ id }) => id === told);
  return row && noteTold(row, notes)?.id;
}

function NewNote({ client, asked }: { client: Client; asked: number }) {
  const { add } = useNoteChanges(client.id);
  const place = usePlace(client.id, 'note');
  const [draft, keep] = useDraft(place);
  const text = draft?.['text'] ?? '';
  const write = (next: Fields) => keep(next['text'] ? next : null);
  const save = () => {
    if (draft && text.trim()) add.mutate(drafts.send(place, draft));
  };
  return (
    <>
      <div className={classes['write']}>
        <MentionField
          label={t('New note')}
          placeholder={t('Write a note, @ mentions a colleague')}
          value={text}
          asked={asked}
          onChange={(next) => write({ ...draft, text: next })}
          onMention={(name, user) => write({ ...drafts.read(place), [`@${name}`]: user })}
          onKeyDown={(event) => sends(event) && save()}
        />
        <Group gap="xs">
          <Discard place={place} fields={draft} />
          <Button size="xs" onClick={save} disabled={!text.trim()}>
            {t('Save note')}
          </Button>
        </Group>
      </div>
      <Unsaved place={place} shown={({ text: unsaved }) => unsaved} onAgain={add.mutate} />
    </>
  );
}
