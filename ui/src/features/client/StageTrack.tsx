import { Button, Menu } from '@mantine/core';
import { IconChevronDown } from '@tabler/icons-react';
import { useRef, useState, type Ref } from 'react';

import { useClosedFrom } from '@/api/closed-from';
import { useChangeStage } from '@/api/mutations';
import { useCan } from '@/api/session';
import type { Client, Direction, Stage, StageGraph } from '@/api/types';
import { t } from '@/lib/i18n';
import { isPlain, movingBack, offeredMoves, overrideMoves, phaseLabels, pipelineStages, shortLabel, stageLabel, type OfferedMove } from '@/lib/stage';
import { MoveDialog, type MoveInput } from '@/ui/desk/MoveDialog';
import { phaseIndex, StageTag } from '@/ui/desk/StageTag';
import { Keys } from '@/ui/Keys';
import { useShortcuts } from '@/ui/shortcuts';
import { TimeAgo } from '@/ui/TimeAgo';
import { done, failed } from '@/ui/toast';

import classes from './StageTrack.module.css';

/** Where the client stands in the pipeline, and the moves the graph offers from there. */
export function StageTrack({ client, graph }: { client: Client; graph: StageGraph | undefined }) {
  const may = useCan();
  const change = useChangeStage(client.id);
  const [asked, setAsked] = useState<OfferedMove | null>(null);
  const opener = useRef<HTMLButtonElement>(null);
  const closedFrom = useClosedFrom(client);
  if (!graph) return <div className={classes['track']} aria-hidden="true" />;

  const from = client.current_stage;
  const mayMove = may('client.change_stage');
  const moves = mayMove ? offeredMoves(graph, from, may('client.override_stage'), closedFrom) : [];
  const beyond = mayMove && may('client.override_stage') ? overrideMoves(graph, from) : [];
  const name = client.name ?? t('The client');

  const move = async (input: MoveInput) => {
    await change.mutateAsync(input);
    const back = movingBack(graph, from, input.to_stage, may('client.override_stage'));
    const said = t('{name} is now in {stage}.', { name, stage: stageLabel(graph, input.to_stage) });
    done(said, back ? () => change.mutateAsync(back) : undefined);
  };
  const start = (wanted: OfferedMove) => {
    if (!isPlain(wanted)) { setAsked(wanted); return; }
    move({ to_stage: wanted.to, expected_stage: from }).catch((error: unknown) =>
      failed(t('{name} stays in {stage}', { name, stage: stageLabel(graph, from) }), error),
    );
  };

  return (
    <div className={classes['track']}>
      <ol className={classes['stages']} aria-label={t('Pipeline')}>
        {pipelineStages(graph).map((info, index, all) => {
          const { stage, label } = info;
          const offered = moves.find(({ to, direction }) => to === stage && direction !== 'out');
          const place = placeOf(graph, stage, from);
          return (
            <li key={stage} data-place={place} data-phase={phaseIndex(graph, stage)} aria-current={place === 'here' ? 'step' : undefined}>
              <small aria-hidden="true">{info.phase === all[index - 1]?.phase ? '' : phaseLabels[info.phase]}</small>
              {offered ? (
                <button type="button" onClick={() => start(offered)} aria-label={t('Move to {stage}', { stage: label })} title={t('Move to {stage}', { stage: label })}>
                  {shortLabel(info)}
                </button>
              ) : (
                <span title={label}>{shortLabel(info)}</span>
              )}
            </li>
          );
        })}
      </ol>
      <span className={classes['now']}>
        <StageTag stage={from} graph={graph} />
        <small>
          <TimeAgo at={client.stage_changed_at} lead="for" />
        </small>
      </span>
      {mayMove && <MoveMenu opener={opener} moves={moves} beyond={beyond} busy={change.isPending} onMove={start} />}
      <MoveDialog
        move={asked}
        from={from}
        fromLabel={stageLabel(graph, from)}
        who={name}
        onMove={move}
        onClose={() => setAsked(null)}
        onClosed={() => opener.current?.focus()}
      />
    </div>
  );
}

function placeOf(graph: StageGraph, stage: Stage, current: Stage): 'past' | 'here' | 'ahead' {
  if (stage === current) return 'here';
  const order = graph.stages.map((info) => info.stage);
  const ended = graph.stages.find((info) => info.stage === current)?.terminal;
  return !ended && order.indexOf(stage) < order.indexOf(current) ? 'past' : 'ahead';
}

const groups: [Direction, string][] = [
  ['forward', t('Forward')],
  ['reopen', t('Reopen')],
  ['back', t('Back')],
  ['out', t('Out of the pipeline')],
];

interface MoveMenuProps {
  opener: Ref<HTMLButtonElement>;
  moves: OfferedMove[];
  beyond: OfferedMove[];
  busy: boolean;
  onMove: (move: OfferedMove) => void;
}

function MoveMenu({ opener, moves, beyond, busy, onMove }: MoveMenuProps) {
  const [opened, setOpened] = useState(false);
  const [past, setPast] = useState(false);
  const next = moves.find(({ direction }) => direction === 'forward' || direction === 'reopen');
  useShortcuts([
    { keys: 's', label: t('Move to another stage'), group: t('Client'), run: () => setOpened(true) },
    ...(next ? [{ keys: 'n', label: t('Move on to {stage}', { stage: next.label }), group: t('Client'), run: () => onMove(next) }] : []),
  ]);
  return (
    <Menu width={264} opened={opened} onChange={setOpened}>
      <Menu.Target>
        <Button ref={opener} loading={busy} rightSection={<IconChevronDown size={15} aria-hidden="true" />} className={classes['move'] ?? ''}>
          {t('Move')}
        </Button>
      </Menu.Target>
      <Menu.Dropdown mah="70vh" style={{ overflowY: 'auto' }}>
        {groups.map(([direction, heading]) => {
          const held = moves.filter((move) => move.direction === direction);
          if (held.length === 0) return null;
          return (
            <div key={direction} role="group" aria-label={heading}>
              <Menu.Label>{heading}</Menu.Label>
              {held.map((move) => (
                <Menu.Item key={move.to} onClick={() => onMove(move)} rightSection={move === next ? <Keys keys="n" /> : asks(move)}>
                  {move.label}
                </Menu.Item>
              ))}
            </div>
          );
        })}
        {moves.length === 0 && beyond.length === 0 && <Menu.Label>{t('No move leads on from here.')}</Menu.Label>}
        {beyond.length > 0 && (
          <Menu.Item closeMenuOnClick={false} aria-expanded={past} onClick={() => setPast(!past)} className={classes['beyond'] ?? ''}>
            {t('Past the rules (admin)')}
          </Menu.Item>
        )}
        {past &&
          beyond.map((move) => (
            <Menu.Item key={move.to} onClick={() => onMove(move)}>
              {move.label}
            </Menu.Item>
          ))}
      </Menu.Dropdown>
    </Menu>
  );
}

function asks({ reason_required, remark_required }: OfferedMove) {
  const what = [reason_required && t('reason'), remark_required && t('remark')].filter(Boolean).join(', ');
  return what ? <small className={classes['asks']}>{what}</small> : null;
}
