import { Button, Select, Textarea, TextInput } from '@mantine/core';
import { useEffect, useRef, useState, type KeyboardEvent } from 'react';

import type { Client } from '@/api/types';
import { shownValue, valueAt, type FactEntry } from '@/lib/facts';
import { fromCode } from '@/lib/format';
import { t } from '@/lib/i18n';
import { FieldErrors, RequestProblem } from '@/transport';
import { Contest } from '@/ui/desk/Contest';
import { drafts, useDraft } from '@/ui/drafts';
import { failureText } from '@/ui/states';
import { done, failed, undoable } from '@/ui/toast';

import { useCorrectFact } from '../api';
import { usePlace } from '../place';
import { correctionFields, correctionIn, isOvertaken, wantedOf } from './correction';
import classes from './FactEditor.module.css';

interface FactEditorProps {
  client: Client;
  entry: FactEntry;
  /** Whether it was opened just now, and so takes the focus. */
  asked: boolean;
  onClose: () => void;
}

/** A fact being corrected in its place: Enter saves and locks it, Escape leaves it. What is typed is kept as a draft. */
export function FactEditor({ client, entry: { path, label, kind, choices }, asked, onClose }: FactEditorProps) {
  const place = usePlace(client.id, `fact/${path}`);
  const [draft, keep] = useDraft(place);
  const fact = client.context_meta.facts[path];
  const stands = valueAt(client.context, path);
  const [atFirst] = useState({ value: shownValue(client.context, path, fact) ?? '', seen: stands });
  const { value, seen } = draft ? correctionIn(draft) : atFirst;
  const [problem, setProblem] = useState<string | null>(null);
  // Whoever types is not interrupted: they are told when they save.
  const [touched, setTouched] = useState(asked);
  const [refusedFor, setRefusedFor] = useState<string | null | undefined>(undefined);
  const correct = useCorrectFact(client.id);
  const editor = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (asked) editor.current?.querySelector<HTMLElement>('input, textarea')?.focus();
  }, [asked]);

  const stop = () => {
    keep(null);
    onClose();
  };
  const cancel = () => {
    stop();
    if (draft) undoable(t('The draft was discarded.'), () => drafts.write(place, draft));
  };
  const type = (next: string) => {
    setTouched(true);
    keep(correctionFields({ value: next, seen }));
  };
  const save = async (next: string, expected = seen) => {
    if (correct.isPending) return;
    const wanted = wantedOf({ value: next, seen: expected });
    const wasLocked = fact?.locked ?? false;
    if (wanted === expected && wasLocked) {
      stop();
      return;
    }
    setProblem(null);
    setRefusedFor(undefined);
    const command = drafts.sendEdit(place, correctionFields({ value: next, seen: expected }));
    try {
      const after = await correct.mutateAsync({ path, value: wanted, expected, command });
      const written = after && valueAt(after.context, path);
      // Only a person's own word can be put back as it was: a lock stays.
      if (wasLocked) done(t('{label} is saved.', { label }), () => correct.mutateAsync({ path, value: expected, expected: written }));
      const now = drafts.read(place);
      if (now && !drafts.isAsSent(place, command)) keep(correctionFields({ ...correctionIn(now), seen: written }));
      else stop();
    } catch (error) {
      drafts.editNotSaved(place, error);
      if (error instanceof RequestProblem && error.status === 409) {
        const theirs = currentOf(error.current, path);
        if (theirs === wanted) stop();
        else setRefusedFor(theirs);
        return;
      }
      if (!(error instanceof FieldErrors)) failed(t('{label} was not saved', { label }), error);
      setProblem(failureText(error));
    }
  };

  const theirs = refusedFor === undefined && !touched && draft && isOvertaken(draft, stands) ? stands : refusedFor;
  if (theirs !== undefined && !correct.isPending) {
    const choose = (which: 'theirs' | 'mine') => (which === 'mine' ? void save(value, theirs) : stop());
    return <Contest label={label} theirs={theirs} mine={value.trim() || null} onChoose={choose} />;
  }
  const long = kind === 'long' || kind === 'list';
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Enter' && !choices && (!long || event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      void save(value);
    }
    if (event.key === 'Escape') {
      event.stopPropagation();
      cancel();
    }
  };
  const common = { 'aria-label': label, size: 'xs' as const, error: problem, readOnly: correct.isPending, onKeyDown };
  return (
    <div ref={editor} className={classes['editor']}>
      {choices ? (
        <Select
          {...common}
          data={choices.map((choice) => ({ value: choice, label: fromCode(choice) }))}
          value={value.toLowerCase() || null}
          onChange={(choice) => void save(choice ?? '')}
          defaultDropdownOpened={asked}
          clearable
        />
      ) : long ? (
        <Textarea
          {...common}
          autosize
          minRows={3}
          value={value}
          onChange={(event) => type(event.currentTarget.value)}
          description={kind === 'list' ? t('One item a line. Saving locks it.') : t('Saving locks it.')}
        />
      ) : (
        <TextInput
          {...common}
          value={value}
          placeholder={t('Not known')}
          onChange={(event) => type(event.currentTarget.value)}
          onFocus={(event) => draft === null && event.currentTarget.select()}
          description={t('Enter saves and locks, Escape cancels')}
          inputWrapperOrder={['input', 'error', 'description']}
        />
      )}
      {(!choices || draft) && (
        <span className={classes['actions']}>
          <Button size="compact-sm" loading={correct.isPending} onClick={() => void save(value)}>
            {t('Save')}
          </Button>
          <Button size="compact-sm" variant="default" onClick={cancel}>
            {t('Cancel')}
          </Button>
        </span>
      )}
    </div>
  );
}

/** What stands now, as a conflict tells it: by the fact's path. */
function currentOf(current: unknown, path: string): string | null {
  if (typeof current !== 'object' || current === null) return null;
  const value = (current as Record<string, unknown>)[path];
  if (Array.isArray(value)) return value.join('\n');
  return typeof value === 'string' ? value : null;
}
