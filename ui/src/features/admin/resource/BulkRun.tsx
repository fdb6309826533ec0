import { Button, Group, Modal, Select } from '@mantine/core';
import { useRef, useState } from 'react';

import { t } from '@/lib/i18n';
import { Progress } from '@/ui/Progress';
import { useLeaveGuard } from '@/ui/useLeaveGuard';

import { runForMany, type BulkProgress } from './bulk';
import classes from './BulkBar.module.css';
import type { ManyAction } from './types';

interface BulkRunProps<Row> {
  action: ManyAction<Row>;
  rows: readonly Row[];
  rowId: (row: Row) => string;
  rowName: (row: Row) => string;
  /** With the rows that failed, once it ran; undefined where it never began. */
  onClose: (failed?: string[]) => void;
  onDone: () => void;
}

const shownNames = 5;

/** Asks, does it row by row with a bar that moves, and tells which rows failed and why. */
export function BulkRun<Row>({ action, rows, rowId, rowName, onClose, onDone }: BulkRunProps<Row>) {
  const [progress, setProgress] = useState<BulkProgress | null>(null);
  const [over, setOver] = useState(false);
  const [choice, setChoice] = useState<string | null>(null);
  const stop = useRef(false);
  const { asking, question } = useLeaveGuard({
    holds: () => progress !== null && !over,
    title: t('Leave while this goes on?'),
    text: t('What is not done by then is not begun, and nobody is told which rows failed.'),
    onLeave: () => {
      stop.current = true;
    },
  });
  const failed = progress?.outcomes.filter(({ problem }) => problem !== null) ?? [];
  const nameOf = (id: string) => {
    const row = rows.find((one) => rowId(one) === id);
    return row === undefined ? id : rowName(row);
  };

  const run = async () => {
    setProgress({ all: rows.length, outcomes: [] });
    const end = await runForMany(action, rows, choice, rowId, setProgress, () => stop.current);
    onDone();
    setOver(true);
    // What all went well needs no reading.
    if (end.outcomes.every(({ problem }) => problem === null) && !stop.current) onClose([]);
  };
  const close = () => {
    if (progress === null) onClose();
    else if (over) onClose(failed.map(({ id }) => id));
    else stop.current = true;
  };

  return (
    <Modal
      opened
      onClose={close}
      closeOnEscape={!asking}
      title={action.title(rows.length)}
      closeOnClickOutside={progress === null}
      closeButtonProps={{ 'aria-label': t('Close') }}
    >
      <div className={classes['text']}>
        {progress === null && (
          <>
            <p>{action.text}</p>
            <p className={classes['names']}>{listed(rows.map(rowName))}</p>
            {action.choice && (
              <Select
                label={action.choice.label}
                searchable
                withAsterisk
                nothingFoundMessage={t('Nothing fits')}
                data={action.choice.options.map(({ value, label }) => ({ value, label }))}
                value={choice}
                onChange={setChoice}
                data-autofocus
              />
            )}
          </>
        )}
        {progress && (
          <>
            <Progress label={action.label} done={progress.outcomes.length} total={progress.all} />
            <p role="status">
              {over
                ? t('{done} done, {failed} failed.', { done: progress.outcomes.length - failed.length, failed: failed.length })
                : t('{done} of {all}', { done: progress.outcomes.length, all: progress.all })}
            </p>
          </>
        )}
        {failed.length > 0 && (
          <ul className={classes['failures']} aria-label={t('What failed')} tabIndex={0}>
            {failed.map(({ id, problem }) => (
              <li key={id}>
                <strong>{nameOf(id)}</strong>
                <small>{problem}</small>
              </li>
            ))}
          </ul>
        )}
      </div>
      <Group justify="flex-end" mt="lg" gap="xs">
        {progress === null && (
          <Button variant="default" onClick={close}>
            {t('Cancel')}
          </Button>
        )}
        {progress === null ? (
          <Button {...(action.danger ? { className: classes['danger'] ?? '' } : {})} disabled={action.choice !== undefined && choice === null} onClick={() => void run()} data-autofocus={action.choice === undefined || undefined}>
            {action.label}
          </Button>
        ) : (
          <Button variant="default" onClick={close}>
            {over ? t('Close') : t('Stop')}
          </Button>
        )}
      </Group>
      {question}
    </Modal>
  );
}

function listed(names: readonly string[]): string {
  const shown = names.slice(0, shownNames).join(', ');
  const more = names.length - shownNames;
  return more > 0 ? t('{names} and {n} more', { names: shown, n: more }) : shown;
}
