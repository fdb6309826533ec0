import { ActionIcon, Button, Group } from '@mantine/core';
import { IconPencil, IconTrash } from '@tabler/icons-react';
import { useState } from 'react';

import { useMe } from '@/api/session';
import type { Note } from '@/api/types';
import { t } from '@/lib/i18n';
import { drafts, useDraft, useIsSending } from '@/ui/drafts';
import { Face } from '@/ui/Face';
import { TimeAgo } from '@/ui/TimeAgo';
import { failed, undoable } from '@/ui/toast';

import { Contest } from '@/ui/desk/Contest';
import { usePlace } from '../place';
import { Overtaken, useNoteChanges } from './api';
import { fromWire, noteBody, noteFields } from './mention';
import { MentionField } from './MentionField';
import { sends } from './Notes';
import classes from './Notes.module.css';
import { NoteText } from './NoteText';

export function NoteItem({ note, clientId, told }: { note: Note; clientId: string; told: boolean }) {
  const me = useMe();
  const { remove } = useNoteChanges(clientId);
  const [draft] = useDraft(usePlace(clientId, `note/${note.id}`));
  const [opened, setOpened] = useState(false);
  const own = note.author?.id === me.id;
  const sending = useIsSending(note.id);
  // One that was left half edited is open again.
  const editing = opened || draft !== null;
  return (
    <li className={classes['note']} data-note={note.id} data-told={told || undefined}>
      <p className={classes['head']}>
        <Face name={note.author?.name ?? null} size={20} />
        <strong>{note.author?.name ?? t('Somebody')}</strong>
        <TimeAgo at={note.created_at} suffix />
        {note.updated_at !== note.created_at && <span>{t('edited')}</span>}
        {own && !sending && !editing && (
          <span className={classes['tools']}>
            <ActionIcon size={26} aria-label={t('Edit this note')} onClick={() => setOpened(true)}>
              <IconPencil size={15} aria-hidden="true" />
            </ActionIcon>
            <ActionIcon size={26} aria-label={t('Delete this note')} onClick={() => remove.mutate(note)}>
              <IconTrash size={15} aria-hidden="true" />
            </ActionIcon>
          </span>
        )}
      </p>
      {editing ? (
        <NoteEditor note={note} clientId={clientId} asked={opened} onClose={() => setOpened(false)} />
      ) : (
        <p className={classes['body']}>
          <NoteText body={note.body} />
        </p>
      )}
    </li>
  );
}

interface NoteEditorProps {
  note: Note;
  clientId: string;
  /** Whether it was opened just now, and so takes the focus. */
  asked: boolean;
  onClose: () => void;
}

/** A note being edited; what was saved elsewhere meanwhile is shown, never overwritten unseen. */
function NoteEditor({ note, clientId, asked, onClose }: NoteEditorProps) {
  const { edit } = useNoteChanges(clientId);
  const place = usePlace(clientId, `note/${note.id}`);
  const [draft, keep] = useDraft(place);
  const [atFirst] = useState(note.body);
  const [theirs, setTheirs] = useState<string | null>(null);
  const fields = draft ?? { ...noteFields(atFirst), seen: atFirst };
  const body = noteBody(fields);
  const stop = () => {
    keep(null);
    onClose();
  };
  const cancel = () => {
    stop();
    if (draft) undoable(t('The draft was discarded.'), () => drafts.write(place, draft));
  };
  const save = async (seen = fields['seen'] ?? atFirst) => {
    if (!body || body === seen) {
      stop();
      return;
    }
    const command = drafts.sendEdit(place, { ...fields, seen });
    try {
      await edit.mutateAsync({ id: note.id, body, seen, command });
      const now = drafts.read(place);
      if (now && noteBody(now) !== body) drafts.write(place, { ...now, seen: body });
      else stop();
    } catch (error) {
      if (!(error instanceof Overtaken)) {
        drafts.editNotSaved(place, error);
        failed(t('The note was not changed, your text is kept'), error);
        return;
      }
      const stands = error.stands as string;
      setTheirs(stands);
      drafts.write(place, { ...(drafts.read(place) ?? fields), seen: stands });
    }
  };
  if (theirs !== null) {
    return (
      <Contest
        label={t('Note')}
        theirs={fromWire(theirs).text}
        mine={fields['text'] ?? ''}
        busy={edit.isPending}
        onChoose={(which) => (which === 'mine' ? void save(theirs) : stop())}
      />
    );
  }
  return (
    <>
      <MentionField
        label={t('Note')}
        minRows={1}
        value={fields['text'] ?? ''}
        asked={asked ? 1 : 0}
        onChange={(text) => keep({ ...fields, text })}
        onMention={(name, user) => keep({ ...(drafts.read(place) ?? fields), [`@${name}`]: user })}
        onKeyDown={(event) => {
          if (sends(event)) void save();
          if (event.key === 'Escape') {
            event.stopPropagation();
            cancel();
          }
        }}
      />
      <Group gap="xs" mt={6}>
        <Button size="compact-sm" loading={edit.isPending} onClick={() => void save()}>
          {t('Save')}
        </Button>
        <Button size="compact-sm" variant="default" onClick={cancel}>
          {t('Cancel')}
        </Button>
      </Group>
    </>
  );
}
