import { ActionIcon, Button, Group } from '@mantine/core';
import { IconPencil, IconTrash } from '@tabler/icons-react';
import { useState, type KeyboardEvent } from 'react';

import { useCan, useMe } from '@/api/session';
import type { Client, Note } from '@/api/types';
import { t } from '@/lib/i18n';
import { Face } from '@/ui/Face';
import { Empty, Failure, Lines, Loading } from '@/ui/states';
import { TimeAgo } from '@/ui/TimeAgo';
import { done, failed } from '@/ui/toast';

import { Overtaken, useNoteChanges, useNotes } from '../api';
import { Contest } from '../Contest';
import { fromWire, toWire } from './mention';
import { MentionField } from './MentionField';
import classes from './Notes.module.css';
import { NoteText } from './NoteText';

const sends = (event: KeyboardEvent) => event.key === 'Enter' && (event.ctrlKey || event.metaKey);

/** A note being written: what stands in the field, and who of it is a mention. */
function useDraft(body: string) {
  const [{ text, mentioned }, setDraft] = useState(() => fromWire(body));
  return {
    text,
    body: toWire(text.trim(), mentioned),
    write: (next: string) => setDraft((draft) => ({ ...draft, text: next })),
    mention: (name: string, user: string) => setDraft((draft) => ({ ...draft, mentioned: new Map(draft.mentioned).set(name, user) })),
    reset: (next: string) => setDraft(fromWire(next)),
  };
}

/** What colleagues wrote about a client. */
export function Notes({ client, writing }: { client: Client; writing: boolean }) {
  const may = useCan();
  const notes = useNotes(client.id);
  const { add } = useNoteChanges(client.id);
  const draft = useDraft('');
  const save = () => {
    const { body } = draft;
    if (!body) return;
    draft.reset('');
    add.mutate(body, {
      onError: (error) => {
        draft.reset(body);
        failed(t('The note was not saved'), error);
      },
    });
  };
  return (
    <div className={classes['notes']}>
      {may('note.write') && (
        <div className={classes['write']}>
          <MentionField
            label={t('New note')}
            placeholder={t('Write a note, @ mentions a colleague')}
            value={draft.text}
            autoFocus={writing}
            onChange={draft.write}
            onMention={draft.mention}
            onKeyDown={(event) => sends(event) && save()}
          />
          <Button size="xs" onClick={save} disabled={!draft.text.trim()}>
            {t('Save note')}
          </Button>
        </div>
      )}
      {notes.isPending && (
        <Loading what={t('notes')}>
          <Lines count={4} height={22} />
        </Loading>
      )}
      {notes.isError && !notes.data && <Failure compact error={notes.error} onRetry={() => void notes.refetch()} />}
      {notes.data?.length === 0 && <Empty compact title={t('No notes yet.')} />}
      <ul>
        {notes.data?.map((note) => (
          <NoteItem key={note.id} note={note} clientId={client.id} />
        ))}
      </ul>
    </div>
  );
}

function NoteItem({ note, clientId }: { note: Note; clientId: string }) {
  const me = useMe();
  const { add, remove } = useNoteChanges(clientId);
  const [editing, setEditing] = useState(false);
  const own = note.author?.id === me.id && !note.id.startsWith('draft-');
  return (
    <li className={classes['note']}>
      <p className={classes['head']}>
        <Face name={note.author?.name ?? null} size={20} />
        <strong>{note.author?.name ?? t('Somebody')}</strong>
        <TimeAgo at={note.created_at} suffix />
        {note.updated_at !== note.created_at && <span>{t('edited')}</span>}
        {own && !editing && (
          <span className={classes['tools']}>
            <ActionIcon size={26} aria-label={t('Edit this note')} onClick={() => setEditing(true)}>
              <IconPencil size={15} aria-hidden="true" />
            </ActionIcon>
            <ActionIcon
              size={26}
              aria-label={t('Delete this note')}
              onClick={() =>
                remove.mutate(note.id, {
                  onSuccess: () => done(t('The note was deleted.'), () => add.mutateAsync(note.body)),
                  onError: (error) => failed(t('The note was not deleted'), error),
                })
              }
            >
              <IconTrash size={15} aria-hidden="true" />
            </ActionIcon>
          </span>
        )}
      </p>
      {editing ? (
        <NoteEditor note={note} clientId={clientId} onClose={() => setEditing(false)} />
      ) : (
        <p className={classes['body']}>
          <NoteText body={note.body} />
        </p>
      )}
    </li>
  );
}

/** A note being edited; what was saved elsewhere meanwhile is shown, never overwritten unseen. */
function NoteEditor({ note, clientId, onClose }: { note: Note; clientId: string; onClose: () => void }) {
  const { edit } = useNoteChanges(clientId);
  const [seen, setSeen] = useState(note.body);
  const [theirs, setTheirs] = useState<string | null>(null);
  const draft = useDraft(note.body);
  const save = (expected: string) => {
    if (!draft.body || draft.body === expected) {
      onClose();
      return;
    }
    edit.mutate(
      { id: note.id, body: draft.body, seen: expected },
      {
        onSuccess: onClose,
        onError: (error) => {
          if (error instanceof Overtaken) {
            setTheirs(error.stands);
            setSeen(error.stands);
          } else failed(t('The note was not changed'), error);
        },
      },
    );
  };
  if (theirs !== null) {
    return (
      <Contest
        label={t('Note')}
        theirs={fromWire(theirs).text}
        mine={draft.text}
        busy={edit.isPending}
        onChoose={(which) => (which === 'mine' ? save(seen) : onClose())}
      />
    );
  }
  return (
    <>
      <MentionField
        label={t('Note')}
        minRows={1}
        value={draft.text}
        autoFocus
        onChange={draft.write}
        onMention={draft.mention}
        onKeyDown={(event) => {
          if (sends(event)) save(seen);
          if (event.key === 'Escape') {
            event.stopPropagation();
            onClose();
          }
        }}
      />
      <Group gap="xs" mt={6}>
        <Button size="compact-sm" loading={edit.isPending} onClick={() => save(seen)}>
          {t('Save')}
        </Button>
        <Button size="compact-sm" variant="default" onClick={onClose}>
          {t('Cancel')}
        </Button>
      </Group>
    </>
  );
}
