import { Modal } from '@mantine/core';
import { useRef, type KeyboardEvent } from 'react';

import { useClosedFrom } from '@/api/closed-from';
import type { ClientSummary, StageGraph } from '@/api/types';
import { t } from '@/lib/i18n';
import { offeredMoves, overrideMoves, type OfferedMove } from '@/lib/stage';
import { StageTag } from '@/ui/desk/StageTag';
import { Keys } from '@/ui/Keys';

import classes from './MovePicker.module.css';

interface MovePickerProps {
  client: ClientSummary | null;
  graph: StageGraph;
  mayOverride: boolean;
  onPick: (client: ClientSummary, move: OfferedMove) => void;
  onClose: () => void;
  onClosed: () => void;
}

/** The moves of one client as a list: a digit, or arrows and Enter. */
export function MovePicker({ client, onClose, onClosed, ...rest }: MovePickerProps) {
  return (
    <Modal
      opened={client !== null}
      onClose={onClose}
      returnFocus={false}
      onExitTransitionEnd={onClosed}
      size="sm"
      title={client ? t('Move {name}', { name: client.name ?? t('this client') }) : ''}
      closeButtonProps={{ 'aria-label': t('Close') }}
    >
      {client && <Moves client={client} {...rest} />}
    </Modal>
  );
}

function Moves({ client, graph, mayOverride, onPick }: Omit<MovePickerProps, 'client' | 'onClose' | 'onClosed'> & { client: ClientSummary }) {
  const list = useRef<HTMLDivElement>(null);
  const closedFrom = useClosedFrom(client);
  const moves = offeredMoves(graph, client.current_stage, mayOverride, closedFrom);
  const beyond = mayOverride ? overrideMoves(graph, client.current_stage) : [];

  const onKeyDown = (event: KeyboardEvent) => {
    const buttons = [...(list.current?.querySelectorAll('button') ?? [])];
    const here = buttons.findIndex((button) => button === document.activeElement);
    const digit = Number(event.key);
    const next = { ArrowDown: here + 1, ArrowUp: here - 1, Home: 0, End: buttons.length - 1 }[event.key];
    if (next !== undefined) buttons[Math.max(0, Math.min(buttons.length - 1, next))]?.focus();
    else if (digit >= 1 && digit <= moves.length) buttons[digit - 1]?.click();
    else return;
    event.preventDefault();
  };
  const row = (move: OfferedMove, index: number, digit: boolean) => (
    <button key={move.to} type="button" className={classes['move']} onClick={() => onPick(client, move)} {...(index === 0 && digit ? { 'data-autofocus': true } : {})}>
      <StageTag stage={move.to} graph={graph} />
      <small>{said(move)}</small>
      {digit && index < 9 && <Keys keys={String(index + 1)} />}
    </button>
  );

  return (
    <div ref={list} onKeyDown={onKeyDown} role="group" aria-label={t('Where to')}>
      {moves.length === 0 && <p className={classes['none']}>{t('There is no move from here.')}</p>}
      {moves.map((move, index) => row(move, index, true))}
      {beyond.length > 0 && (
        <details className={classes['beyond']} open={moves.length === 0}>
          <summary>{t('Past the rules')}</summary>
          {beyond.map((move, index) => row(move, index, false))}
        </details>
      )}
    </div>
  );
}

function said({ direction, remark_required, reason_required }: OfferedMove): string {
  const asks = reason_required ? t('reason') : remark_required ? t('remark') : '';
  const way = { forward: '', back: t('back'), out: t('out'), reopen: t('reopens') }[direction];
  return [way, asks].filter(Boolean).join(', ');
}
