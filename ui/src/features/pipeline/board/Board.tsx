import { IconChevronDown, IconChevronRight } from '@tabler/icons-react';
import { useCallback, useEffect, useLayoutEffect, useMemo, useRef, useState, type KeyboardEvent } from 'react';

import { useCan, useSetting } from '@/api/session';
import type { Board as BoardData, ClientSummary, Stage, StageGraph } from '@/api/types';
import { count } from '@/lib/format';
import { t } from '@/lib/i18n';
import { byPhase, isPlain, phaseLabels, stageLabel, type OfferedMove } from '@/lib/stage';
import { MoveDialog, type MoveInput } from '@/ui/desk/MoveDialog';
import { phaseIndex } from '@/ui/desk/StageTag';
import { Keys } from '@/ui/Keys';
import { useShortcuts } from '@/ui/shortcuts';
import { failed } from '@/ui/toast';

import classes from './Board.module.css';
import { Column, type ColumnHandle } from './Column';
import { listenForDrags, type DragEvents } from './drag';
import { MovePicker } from './MovePicker';
import { stopsOf } from './targets';
import { useFolded } from './useFolded';
import { useMoveClient } from './useMoveClient';
import { useTaken } from './useTaken';

interface BoardProps {
  graph: StageGraph;
  data: BoardData;
  onMore: (stage: Stage, again?: boolean) => void;
  moreFailed: ReadonlySet<Stage>;
  /** Whether somebody is moving a card: nothing else may move then. */
  onBusy: (busy: boolean) => void;
}

/** The pipeline as columns of cards, moved by pointer or by keys. */
export function Board({ graph, data, onMore, moreFailed, onBusy }: BoardProps) {
  const may = useCan();
  const [mayMove, mayOverride] = [may('client.change_stage'), may('client.override_stage')];
  const staleDays = useSetting<number>('stale_after_days', 7);
  const firstTouchMinutes = useSetting<number>('first_touch_minutes', 5);
  const rules = useMemo(() => ({ staleDays, firstTouchMinutes }), [staleDays, firstTouchMinutes]);
  const { folded, fold, foldPhase } = useFolded(graph);
  const { taken, setTaken, targets } = useTaken(graph, mayOverride);
  const move = useMoveClient(graph, mayOverride);
  const [active, setActive] = useState<string | null>(null);
  const [picking, setPicking] = useState<ClientSummary | null>(null);
  const [asked, setAsked] = useState<{ client: ClientSummary; move: OfferedMove } | null>(null);
  const [said, setSaid] = useState('');
  const frame = useRef<HTMLDivElement>(null);
  const columns = useRef(new Map<Stage, ColumnHandle>());
  // One for each column, once: a new one would draw the column again.
  const handles = useMemo(
    () =>
      new Map(
        graph.stages.map(({ stage }) => [
          stage,
          (handle: ColumnHandle | null) => {
            if (handle) columns.current.set(stage, handle);
            else columns.current.delete(stage);
          },
        ]),
      ),
    [graph],
  );
  const refocus = useRef<{ id: string; stage: Stage | null } | null>(null);
  const busy = taken !== null || picking !== null || asked !== null;
  useEffect(() => onBusy(busy), [busy, onBusy]);

  const find = (id: string | null | undefined): ClientSummary | undefined =>
    data.columns.flatMap(({ results }) => results).find((client) => client.id === id);
  const focused = () => (document.activeElement instanceof HTMLElement ? find(document.activeElement.dataset['card']) : undefined);
  const nameOf = (client: ClientSummary) => client.name ?? t('The client');
  const staysIn = (client: ClientSummary) => t('{name} stays in {stage}', { name: nameOf(client), stage: stageLabel(graph, client.current_stage) });

  /** Puts the focus on a card wherever it stands now, or on its folded column; false while it is not yet in the stage it goes to. */
  const focusOn = useCallback(
    (id: string, stage: Stage | null = null): boolean => {
      const column = data.columns.find(({ results }) => results.some((client) => client.id === id));
      // Below the loaded cards there is nothing to wait for.
      if (stage !== null && column && column.stage !== stage) return false;
      const handle = column && columns.current.get(column.stage);
      if (handle) handle.focus(column.results.findIndex((client) => client.id === id));
      else headOf(frame.current, column?.stage ?? stage)?.focus();
      return true;
    },
    [data],
  );
  useLayoutEffect(() => {
    if (refocus.current === null || busy) return;
    if (focusOn(refocus.current.id, refocus.current.stage)) refocus.current = null;
  }, [data, busy, focusOn]);

  const send = async (client: ClientSummary, input: MoveInput) => {
    refocus.current = { id: client.id, stage: input.to_stage };
    try {
      await move(client, input);
      setSaid(t('{name} moved to {stage}.', { name: nameOf(client), stage: stageLabel(graph, input.to_stage) }));
    } catch (error) {
      refocus.current = { id: client.id, stage: null };
      setSaid(staysIn(client));
      throw error;
    }
  };
  const start = (client: ClientSummary, chosen: OfferedMove) => {
    if (!isPlain(chosen)) {
      setAsked({ client, move: chosen });
      return;
    }
    send(client, { to_stage: chosen.to, expected_stage: client.current_stage }).catch((error: unknown) => {
      failed(staysIn(client), error);
    });
  };
  const drop = (stage: Stage | null) => {
    if (!taken) return;
    refocus.current = { id: taken.client.id, stage: null };
    const target = stage === null ? undefined : targets?.get(stage);
    if (target?.kind === 'legal') start(taken.client, target.move);
    else if (target?.kind === 'illegal') setSaid(t('Not moved: {reason}', { reason: target.reason }));
    else setSaid(t('Not moved.'));
    setTaken(null);
  };

  // The listeners live as long as the board; what they call changes with every drawing.
  const events = useRef<DragEvents>(null);
  useEffect(() => {
    events.current = {
      onTake: (id) => {
        const client = find(id);
        if (!client || !mayMove) return false;
        setTaken({ client, by: 'pointer', over: client.current_stage });
        return true;
      },
      onOver: (stage) => setTaken((old) => old && { ...old, over: stage }),
      onDrop: drop,
    };
  });
  useEffect(() => {
    if (!frame.current) return;
    return listenForDrags(frame.current, {
      onTake: (id) => events.current?.onTake(id) ?? false,
      onOver: (stage) => events.current?.onOver(stage),
      onDrop: (stage) => events.current?.onDrop(stage),
    });
  }, []);

  const takeByKeys = (client: ClientSummary) => {
    setTaken({ client, by: 'keys', over: client.current_stage });
    setSaid(t('{name} is in your hand. Left and right choose a stage, Enter drops, Escape puts back.', { name: nameOf(client) }));
  };
  const carry = (by: number) => {
    if (!taken || !targets) return;
    const stops = stopsOf(graph, targets);
    const over = stops[Math.max(0, Math.min(stops.length - 1, stops.indexOf(taken.over ?? taken.client.current_stage) + by))];
    if (over === undefined) return;
    setTaken({ ...taken, over });
    const target = targets.get(over);
    setSaid([stageLabel(graph, over), target?.kind === 'legal' ? target.asks : null].filter(Boolean).join('. '));
    frame.current?.querySelector(`[data-stage="${over}"]`)?.scrollIntoView({ block: 'nearest', inline: 'center' });
  };
  const walk = (client: ClientSummary, across: number, down: number) => {
    const open = data.columns.filter(({ stage, results }) => results.length > 0 && !folded.has(stage));
    const here = open.findIndex(({ stage }) => stage === client.current_stage);
    const index = open[here]?.results.findIndex(({ id }) => id === client.id) ?? 0;
    const to = open[here + across];
    if (!to) return;
    const seen = (stage: Stage) => columns.current.get(stage)?.firstSeen() ?? 0;
    const row = across === 0 ? index + down : seen(to.stage) + index - seen(client.current_stage);
    columns.current.get(to.stage)?.focus(Math.max(0, Math.min(to.results.length - 1, row)));
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const client = focused();
    const act = taken
      ? { ArrowLeft: () => carry(-1), ArrowRight: () => carry(1), Enter: () => drop(taken.over), ' ': () => drop(taken.over), Escape: () => drop(null) }[event.key]
      : client && {
          ArrowDown: () => walk(client, 0, 1),
          ArrowUp: () => walk(client, 0, -1),
          ArrowRight: () => walk(client, 1, 0),
          ArrowLeft: () => walk(client, -1, 0),
          ' ': () => mayMove && takeByKeys(client),
        }[event.key];
    if (!act) return;
    event.preventDefault();
    act();
  };
  const pick = () => {
    const client = focused();
    if (client) setPicking(client);
  };
  const first = () => data.columns.find(({ stage, results }) => results.length > 0 && !folded.has(stage))?.results[0];
  const step = (by: number) => {
    const client = focused();
    const to = client ?? find(active) ?? first();
    if (!to) return;
    if (client) walk(client, 0, by);
    else focusOn(to.id);
  };
  const group = t('Board');
  useShortcuts([
    { keys: 'j', label: t('Next card'), group, run: () => step(1) },
    { keys: 'k', label: t('Previous card'), group, run: () => step(-1) },
    ...(mayMove ? [{ keys: 'm', label: t('Move the card to another stage'), group, run: pick }] : []),
  ]);

  return (
    <>
      <p className="visually-hidden" id="board-help">
        {mayMove ? t('Enter opens, M moves, Space takes the card to carry it with the arrow keys.') : t('Enter opens.')}
      </p>
      <p className="visually-hidden" role="status">{said}</p>
      <div
        ref={frame}
        className={classes['board']}
        role="group"
        aria-label={t('Pipeline')}
        onKeyDown={onKeyDown}
        onFocus={(event) => {
          if (event.target.dataset['card']) setActive(event.target.dataset['card']);
        }}
        onBlur={(event) => {
          if (taken?.by === 'keys' && !event.currentTarget.contains(event.relatedTarget)) drop(null);
        }}
      >
        {byPhase(graph.stages).map(([phase, stages]) => {
          const allFolded = stages.every(({ stage }) => folded.has(stage));
          const clients = stages.reduce((sum, { stage }) => sum + (data.columns.find((column) => column.stage === stage)?.count ?? 0), 0);
          const Chevron = allFolded ? IconChevronRight : IconChevronDown;
          return (
            <section key={phase} className={classes['phase']} aria-label={phaseLabels[phase]}>
              <h2 className={classes['phaseHead']}>
                <button type="button" aria-expanded={!allFolded} onClick={() => foldPhase(phase)}>
                  <Chevron size={14} aria-hidden="true" />
                  <span>{phaseLabels[phase]}</span>
                  <small>{count(clients)}</small>
                </button>
              </h2>
              <div className={classes['columns']}>
                {stages.map((info) => {
                  const column = data.columns.find(({ stage }) => stage === info.stage);
                  if (!column) return null;
                  const here = (id: string | null) => (id !== null && column.results.some((client) => client.id === id) ? id : null);
                  return (
                    <Column
                      key={info.stage}
                      handle={handles.get(info.stage)}
                      info={info}
                      phase={phaseIndex(graph, info.stage)}
                      column={column}
                      rules={rules}
                      folded={folded.has(info.stage)}
                      onFold={fold}
                      active={here(active)}
                      taken={here(taken?.client.id ?? null)}
                      target={targets?.get(info.stage) ?? null}
                      over={taken?.over === info.stage}
                      onMore={onMore}
                      moreFailed={moreFailed.has(info.stage)}
                    />
                  );
                })}
              </div>
            </section>
          );
        })}
      </div>
      {taken?.by === 'keys' && (
        <p className={classes['hint']} aria-hidden="true">
          {nameOf(taken.client)} <Keys keys="ArrowLeft ArrowRight" /> {t('choose')} <Keys keys="Enter" /> {t('drop')} <Keys keys="Escape" /> {t('put back')}
        </p>
      )}
      <MovePicker
        client={picking}
        graph={graph}
        mayOverride={mayOverride}
        onPick={(client, chosen) => {
          setPicking(null);
          start(client, chosen);
        }}
        onClose={() => {
          refocus.current = picking && { id: picking.id, stage: null };
          setPicking(null);
        }}
        onClosed={() => undefined}
      />
      <MoveDialog
        move={asked?.move ?? null}
        from={(asked && find(asked.client.id)?.current_stage) ?? asked?.client.current_stage ?? 'lead'}
        fromLabel={asked ? stageLabel(graph, find(asked.client.id)?.current_stage ?? asked.client.current_stage) : ''}
        who={asked ? nameOf(asked.client) : ''}
        onMove={(input) => (asked ? send(asked.client, input) : Promise.resolve())}
        onClose={() => {
          refocus.current ??= asked && { id: asked.client.id, stage: null };
          setAsked(null);
        }}
        onClosed={() => undefined}
      />
    </>
  );
}

/** What takes the focus for a column whose card is not drawn; of the first one, where the card stands in none. */
function headOf(board: HTMLElement | null, stage: Stage | null): HTMLElement | null {
  const column = board?.querySelector<HTMLElement>(stage === null ? '[data-stage]' : `[data-stage="${stage}"]`) ?? null;
  return column instanceof HTMLButtonElement ? column : (column?.querySelector('button') ?? null);
}
