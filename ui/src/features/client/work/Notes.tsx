import { ActionIcon, Button, Group, Textarea } from '@mantine/core';
import { IconPencil, IconTrash } from '@tabler/icons-react';
import { useState, type KeyboardEvent } from 'react';

import { useCan, useMe } from '@/api/session';
import type { Client, Note } from '@/api/types';
import { t } from '@/lib/i18n';
import { Face } from '@/ui/Face';
import { Empty, Failure, Lines, Loading } from '@/ui/states';
import { TimeAgo } from '@/ui/TimeAgo';
import { failed } from '@/ui/toast';

import { useNoteChanges, useNotes } from '../api';
import classes from './Notes.module.css';

const sends = (event: KeyboardEvent) => event.key === 'Enter' && (event.ctrlKey || event.metaKey);

/** What colleagues wrote about a client. */
export function Notes({ client, writing }: { client: Client; writing: boolean }) {
  const may = useCan();
  const notes = useNotes(client.id);
  const { add } = useNoteChanges(client.id);
  const [draft, setDraft] = useState('');
  const save = () => {
    const body = draft.trim();
    if (!body) return;
    setDraft('');
    add.mutate(body, {
      onError: (error) => {
        setDraft(body);
        failed(t('The note was not saved'), error);
      },
    });
  };
  return (
    <div className={classes['notes']}>
      {may('note.write') && (
        <div className={classes['write']}>
          <Textarea
            aria-label={t('New note')}
            placeholder={t('Write a note')}
            autosize
            minRows={2}
            maxRows={10}
            maxLength={10_000}
            value={draft}
            autoFocus={writing}
            onChange={(event) => setDraft(event.currentTarget.value)}
            onKeyDown={(event) => sends(event) && save()}
          />
          <Button size="xs" onClick={save} disabled={!draft.trim()}>
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
  const { edit, remove } = useNoteChanges(clientId);
  const [draft, setDraft] = useState<string | null>(null);
  const own = note.author?.id === me.id && !note.id.startsWith('draft-');
  const save = () => {
    if (draft?.trim() && draft !== note.body) {
      edit.mutate({ id: note.id, body: draft.trim() }, { onError: (error) => failed(t('The note was not changed'), error) });
    }
    setDraft(null);
  };
  return (
    <li className={classes['note']}>
      <p className={classes['head']}>
        <Face name={note.author?.name ?? null} size={20} />
        <strong>{note.author?.name ?? t('Somebody')}</strong>
        <TimeAgo at={note.created_at} suffix />
        {note.updated_at !== note.created_at && <span>{t('edited')}</span>}
        {own && draft === null && (
          <span className={classes['tools']}>
            <ActionIcon size={26} aria-label={t('Edit this note')} onClick={() => setDraft(note.body)}>
              <IconPencil size={15} aria-hidden="true" />
            </ActionIcon>
            <ActionIcon
              size={26}
              aria-label={t('Delete this note')}
              onClick={() => remove.mutate(note.id, { onError: (error) => failed(t('The note was not deleted'), error) })}
            >
              <IconTrash size={15} aria-hidden="true" />
            </ActionIcon>
          </span>
        )}
      </p>
      {draft === null ? (
        <p className={classes['body']}>{note.body}</p>
      ) : (
        <>
          <Textarea
            aria-label={t('Note')}
            autosize
            value={draft}
            autoFocus
            onChange={(event) => setDraft(event.currentTarget.value)}
            onKeyDown={(event) => {
              if (sends(event)) save();
              if (event.key === 'Escape') setDraft(null);
            }}
          />
          <Group gap="xs" mt={6}>
            <Button size="compact-sm" onClick={save}>
              {t('Save')}
            </Button>
            <Button size="compact-sm" variant="default" onClick={() => setDraft(null)}>
              {t('Cancel')}
            </Button>
          </Group>
        </>
      )}
    </li>
  );
}
