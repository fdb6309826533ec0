import { Button, Group, Modal, Select, Textarea } from '@mantine/core';
import { useState, type SyntheticEvent } from 'react';

import type { BulkClients, ClientSummary, Stage, StageGraph } from '@/api/types';
import { t } from '@/lib/i18n';
import { offeredMoves, stageLabel } from '@/lib/stage';

import classes from './BulkMove.module.css';

interface BulkMoveProps {
  opened: boolean;
  /** Those that are known; null for all that match. */
  clients: readonly ClientSummary[] | null;
  graph: StageGraph;
  mayOverride: boolean;
  onMove: (title: string, action: BulkClients['action']) => void;
  onClose: () => void;
}

/** Moves many clients to one stage; those the graph does not let go there stay, and are told. */
export function BulkMove({ opened, onClose, ...rest }: BulkMoveProps) {
  return (
    <Modal opened={opened} onClose={onClose} title={t('Move to another stage')} closeButtonProps={{ 'aria-label': t('Close') }}>
      <Form onClose={onClose} {...rest} />
    </Modal>
  );
}

function Form({ clients, graph, mayOverride, onMove, onClose }: Omit<BulkMoveProps, 'opened'>) {
  const [to, setTo] = useState<string | null>(null);
  const [reason, setReason] = useState<string | null>(null);
  const [remark, setRemark] = useState('');
  const [tried, setTried] = useState(false);
  const stages = clients ? [...new Set(clients.map(({ current_stage }) => current_stage))] : graph.stages.map(({ stage }) => stage);
  const moves = stages.flatMap((from) => offeredMoves(graph, from, mayOverride).filter((move) => move.to === to).map((move) => ({ from, move })));
  const able = clients?.filter(({ current_stage }) => moves.some(({ from }) => from === current_stage)).length;
  const needs = {
    remark: moves.some(({ move }) => move.remark_required),
    reason: moves.some(({ move }) => move.reason_required),
  };
  const codes = [...new Map(moves.flatMap(({ move }) => move.reason_codes).map(({ code, label }) => [code, label])).entries()];
  const missing = {
    to: to === null,
    reason: needs.reason && reason === null,
    remark: needs.remark && remark.trim() === '',
  };

  const submit = (event: SyntheticEvent) => {
    event.preventDefault();
    setTried(true);
    if (Object.values(missing).some(Boolean)) return;
    onMove(t('Move to {stage}', { stage: stageLabel(graph, to as Stage) }), {
      type: 'change_stage',
      to_stage: to as Stage,
      ...(remark.trim() ? { remarks: remark.trim() } : {}),
      ...(reason ? { reason_code: reason } : {}),
    });
    onClose();
  };

  return (
    <form onSubmit={submit} noValidate className={classes['form']}>
      <Select
        label={t('Stage')}
        placeholder={t('Choose a stage')}
        data={graph.stages.map(({ stage, label }) => ({ value: stage, label }))}
        value={to}
        onChange={(stage) => {
          setTo(stage);
          setReason(null);
        }}
        error={tried && missing.to ? t('Choose a stage.') : undefined}
        data-autofocus
      />
      {to !== null && clients && able !== undefined && able < clients.length && (
        <p className={classes['note']}>
          {t('{able} of {all} may go there; the others stay where they are.', { able, all: clients.length })}
        </p>
      )}
      {codes.length > 0 && (
        <Select
          label={t('Reason')}
          placeholder={t('Choose a reason')}
          withAsterisk={needs.reason}
          data={codes.map(([value, label]) => ({ value, label }))}
          value={reason}
          onChange={setReason}
          error={tried && missing.reason ? t('Choose a reason.') : undefined}
        />
      )}
      <Textarea
        label={t('Remark')}
        description={needs.remark ? undefined : t('Optional')}
        withAsterisk={needs.remark}
        autosize
        minRows={2}
        maxRows={6}
        value={remark}
        onChange={(event) => setRemark(event.currentTarget.value)}
        error={tried && missing.remark ? t('Say why, in a few words.') : undefined}
      />
      <Group justify="flex-end" gap="xs">
        <Button variant="default" onClick={onClose}>
          {t('Cancel')}
        </Button>
        <Button type="submit">{t('Move')}</Button>
      </Group>
    </form>
  );
}
