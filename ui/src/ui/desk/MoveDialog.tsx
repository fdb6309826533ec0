import { Button, Group, Modal, Select, Textarea } from '@mantine/core';
import { useState, type SyntheticEvent } from 'react';

import type { ChangeStage, Stage } from '@/api/types';
import { t } from '@/lib/i18n';
import { missingIn, type OfferedMove } from '@/lib/stage';
import { FieldErrors } from '@/transport';

import { failureText } from '../states';
import classes from './MoveDialog.module.css';

export type MoveInput = ChangeStage & { to_stage: Stage };

interface MoveDialogProps {
  /** The move to ask about; null closes the dialog. */
  move: OfferedMove | null;
  from: Stage;
  fromLabel: string;
  who: string;
  onMove: (input: MoveInput) => Promise<unknown>;
  onClose: () => void;
  /** The dialog is gone from the screen: the focus has to go somewhere. */
  onClosed: () => void;
}

/** Asks what a move needs: the reason where the graph wants one, the remark where it must be given. */
export function MoveDialog({ move, onClose, onClosed, ...rest }: MoveDialogProps) {
  return (
    <Modal
      opened={move !== null}
      onClose={onClose}
      returnFocus={false}
      onExitTransitionEnd={onClosed}
      title={move ? t('Move to {stage}', { stage: move.label }) : ''}
      closeButtonProps={{ 'aria-label': t('Close') }}
    >
      {move && <MoveForm key={move.to} move={move} onClose={onClose} {...rest} />}
    </Modal>
  );
}

function MoveForm({ move, from, fromLabel, who, onMove, onClose }: Omit<MoveDialogProps, 'onClosed'> & { move: OfferedMove }) {
  // The move was chosen for the stage that stood here when the dialog opened.
  const [seen, setSeen] = useState(from);
  const [remark, setRemark] = useState('');
  const [reason, setReason] = useState<string | null>(null);
  const [errors, setErrors] = useState<Record<string, string>>({});
  const [problem, setProblem] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);

  // While it is being saved, the page already shows the new stage.
  const moved = !busy && from !== seen;

  const submit = async (event: SyntheticEvent) => {
    event.preventDefault();
    if (busy || moved) return;
    const missing = missingIn(move, remark, reason);
    setErrors(missing);
    setProblem(null);
    if (Object.keys(missing).length > 0) return;
    setBusy(true);
    try {
      await onMove({
        to_stage: move.to,
        expected_stage: seen,
        ...(remark.trim() ? { remarks: remark.trim() } : {}),
        ...(reason ? { reason_code: reason } : {}),
        ...(move.overridden ? { override: true } : {}),
      });
      onClose();
    } catch (error) {
      if (error instanceof FieldErrors) setErrors(error.fields);
      setProblem(error instanceof FieldErrors && !error.other ? null : failureText(error));
    } finally {
      setBusy(false);
    }
  };

  const goOn = () => {
    setSeen(from);
    setErrors({});
    setProblem(null);
  };

  return (
    <form onSubmit={(event) => void submit(event)} noValidate className={classes['form']}>
      <p className={classes['text']}>
        {who}: {busy ? '' : `${fromLabel} → `}{move.label}
        {move.overridden && `. ${t('This goes past the pipeline’s rules; the history will say so.')}`}
      </p>
      {move.reason_codes.length > 0 && (
        <Select
          label={t('Reason')}
          placeholder={t('Choose a reason')}
          required={move.reason_required}
          withAsterisk={move.reason_required}
          data={move.reason_codes.map(({ code, label }) => ({ value: code, label }))}
          value={reason}
          onChange={setReason}
          error={errors['reason_code']}
          data-autofocus
        />
      )}
      <Textarea
        label={t('Remark')}
        description={move.remark_required ? undefined : t('Optional')}
        required={move.remark_required}
        withAsterisk={move.remark_required}
        autosize
        minRows={3}
        maxRows={8}
        value={remark}
        onChange={(event) => setRemark(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) void submit(event);
        }}
        error={errors['remarks']}
        {...(move.reason_codes.length > 0 ? {} : { 'data-autofocus': true })}
      />
      {moved && (
        <div role="alert" className={classes['problem']}>
          <p>
            {t('Somebody moved {who} to {stage} meanwhile.', { who, stage: fromLabel })}
          </p>
          {from !== move.to && (
            <Button size="xs" variant="default" mt="xs" onClick={goOn}>
              {t('Go on from {stage}', { stage: fromLabel })}
            </Button>
          )}
        </div>
      )}
      {!moved && (problem ?? errors['to_stage']) && (
        <p role="alert" className={classes['problem']}>
          {problem ?? errors['to_stage']}
        </p>
      )}
      <Group justify="flex-end" gap="xs">
        <Button variant="default" onClick={onClose}>
          {t('Cancel')}
        </Button>
        <Button type="submit" loading={busy} disabled={moved}>
          {t('Move to {stage}', { stage: move.label })}
        </Button>
      </Group>
    </form>
  );
}
