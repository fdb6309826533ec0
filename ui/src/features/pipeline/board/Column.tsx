import { Button } from '@mantine/core';
import { IconChevronLeft } from '@tabler/icons-react';
import { defaultRangeExtractor, useVirtualizer } from '@tanstack/react-virtual';
import { memo, useEffect, useImperativeHandle, useLayoutEffect, useRef, type Ref } from 'react';

import type { BoardColumn, Stage, StageInfo } from '@/api/types';
import { count } from '@/lib/format';
import { t } from '@/lib/i18n';
import { phaseLabels, shortLabel } from '@/lib/stage';

import { Card, type CardRules } from './Card';
import classes from './Column.module.css';
import type { Target } from './targets';

/** The height of a card with the gap below it. */
const stepPx = 100;

export interface ColumnHandle {
  /** Brings a card into sight and puts the focus on it. */
  focus: (index: number) => void;
  /** The card at the top of what is to be seen. */
  firstSeen: () => number;
}

interface ColumnProps {
  handle: Ref<ColumnHandle> | undefined;
  info: StageInfo;
  phase: number;
  column: BoardColumn;
  rules: CardRules;
  folded: boolean;
  onFold: (stage: Stage) => void;
  /** The card that holds the focus, if it stands here. */
  active: string | null;
  taken: string | null;
  /** What it says to the card that is being moved. */
  target: Target | null;
  /** Whether that card is held over it. */
  over: boolean;
  onMore: (stage: Stage, again?: boolean) => void;
  moreFailed: boolean;
}

/** One stage of the board. Only the cards that are to be seen are drawn. */
export const Column = memo(function Column(props: ColumnProps) {
  const { info, phase, column, folded, onFold, target, over } = props;
  const label = shortLabel(info);
  const name = t('{stage}, {phase}', { stage: label, phase: phaseLabels[info.phase] });
  const look = {
    'data-stage': info.stage,
    'data-phase': phase,
    'data-target': target?.kind,
    'data-over': over || undefined,
  };
  const dim = target?.kind === 'illegal' ? classes['dim'] : undefined;
  if (folded) {
    return (
      <button
        type="button"
        className={classes['strip']}
        {...look}
        onClick={() => onFold(info.stage)}
      >
        <b className={dim}>{count(column.count)}</b> <span className={dim}>{label}</span>
        <span className="visually-hidden">{t('in {phase}: unfold', { phase: phaseLabels[info.phase] })}</span>
      </button>
    );
  }
  return (
    <section className={classes['column']} {...look} aria-label={t('{stage}: {clients}', { stage: name, clients: t('{count} clients', { count: column.count }) })}>
      <header className={`${classes['head'] ?? ''} ${dim ?? ''}`}>
        <h3>{label}</h3>
        <span className={classes['count']}>{count(column.count)}</span>
        <button type="button" className={classes['fold']} onClick={() => onFold(info.stage)} aria-label={t('Fold {stage}', { stage: name })}>
          <IconChevronLeft size={15} aria-hidden="true" />
        </button>
      </header>
      {target && target.kind !== 'home' && (
        <p className={classes['says']} aria-hidden="true">
          {target.kind === 'illegal' ? target.reason : (target.asks ?? t('Moves at once'))}
        </p>
      )}
      <Cards {...props} dim={dim} />
    </section>
  );
});

function Cards({ handle, info, column, rules, active, taken, onMore, moreFailed, dim }: ColumnProps & { dim: string | undefined }) {
  const rows = column.results;
  const body = useRef<HTMLDivElement>(null);
  const activeIndex = active === null ? -1 : rows.findIndex(({ id }) => id === active);
  // eslint-disable-next-line react-hooks/incompatible-library -- what it gives is used here and handed on to nobody
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => body.current,
    estimateSize: () => stepPx,
    getItemKey: (index) => rows[index]?.id ?? index,
    overscan: 4,
    // The card with the focus stays, however far one scrolls: without it the keys would go nowhere.
    rangeExtractor: (range) => {
      const shown = defaultRangeExtractor(range);
      return activeIndex < 0 || shown.includes(activeIndex) ? shown : [...shown, activeIndex].sort((a, b) => a - b);
    },
  });
  useHeldPlace(body, rows);

  useImperativeHandle(handle, () => ({
    focus: (index) => {
      virtual.scrollToIndex(index, { align: 'auto' });
      const focus = () => {
        const card = body.current?.querySelector<HTMLElement>(`[data-index="${index}"] > a`);
        card?.focus({ preventScroll: true });
        card?.closest('section')?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
        return card;
      };
      if (!focus()) requestAnimationFrame(focus);
    },
    firstSeen: () => Math.round((body.current?.scrollTop ?? 0) / stepPx),
  }));

  const items = virtual.getVirtualItems();
  const last = items.at(-1)?.index ?? 0;
  const near = column.next !== null && last >= rows.length - 6;
  useEffect(() => {
    if (near && !moreFailed) onMore(info.stage);
  }, [near, moreFailed, onMore, info.stage, rows.length]);

  return (
    <div ref={body} className={`${classes['body'] ?? ''} ${dim ?? ''}`} data-scroll>
      {rows.length === 0 && <p className={classes['none']}>{t('Nobody here')}</p>}
      <ul style={{ height: virtual.getTotalSize() }}>
        {items.map(({ index, key, start }) => {
          const client = rows[index];
          if (!client) return null;
          return (
            <li key={key} data-index={index} style={{ transform: `translateY(${start}px)` }} aria-setsize={column.count} aria-posinset={index + 1}>
              <Card
                client={client}
                stage={info}
                rules={rules}
                tabbable={activeIndex < 0 ? index === 0 : index === activeIndex}
                taken={taken === client.id}
              />
            </li>
          );
        })}
      </ul>
      {moreFailed && (
        <Button variant="subtle" size="xs" fullWidth onClick={() => onMore(info.stage, true)}>
          {t('More could not be loaded. Try again')}
        </Button>
      )}
    </div>
  );
}

/** Cards that come in above what somebody reads push nothing: the column scrolls along by as much. */
function useHeldPlace(body: React.RefObject<HTMLDivElement | null>, rows: BoardColumn['results']): void {
  const before = useRef(rows);
  useLayoutEffect(() => {
    const [held, old] = [body.current, before.current];
    before.current = rows;
    if (!held || old === rows || held.scrollTop < stepPx / 2) return;
    const place = Math.floor(held.scrollTop / stepPx);
    const now = rows.findIndex(({ id }) => id === old[place]?.id);
    if (now >= 0 && now !== place) held.scrollTop += (now - place) * stepPx;
  }, [body, rows]);
}
