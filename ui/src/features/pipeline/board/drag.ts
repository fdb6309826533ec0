import type { Stage } from '@/api/types';

/** What the board wants to know of a drag. */
export interface DragEvents {
  /** A card was taken: whether it may go anywhere. */
  onTake: (id: string) => boolean;
  /** The card is over another column, or over none. */
  onOver: (stage: Stage | null) => void;
  /** The card was let go; null where the drag was given up. */
  onDrop: (stage: Stage | null) => void;
}

/** How far a pointer goes before a click is a drag. */
const startPx = 6;
/** How long a finger rests before scrolling becomes dragging. */
const restMs = 280;
/** Within this distance of an edge the board scrolls along. */
const edgePx = 56;
const fastestPx = 18;

const columnAt = (x: number, y: number) => document.elementFromPoint(x, y)?.closest<HTMLElement>('[data-stage]') ?? null;

/**
 * Dragging with mouse, pen or finger, by pointer events alone: a copy of the card follows the pointer
 * by a transform, so that nothing is drawn by React until the card is over another column.
 *
 * Returns what takes the listeners away.
 */
export function listenForDrags(board: HTMLElement, events: DragEvents): () => void {
  let end: (() => void) | null = null;

  const onDown = (event: PointerEvent) => {
    const card = (event.target as Element).closest<HTMLElement>('[data-card]');
    if (!card || end || event.button !== 0 || !event.isPrimary) return;
    end = follow(board, card, event, events, () => {
      end = null;
    });
  };
  board.addEventListener('pointerdown', onDown);
  return () => {
    board.removeEventListener('pointerdown', onDown);
    end?.();
  };
}

/** Follows one pointer from the moment it is down. */
function follow(board: HTMLElement, card: HTMLElement, down: PointerEvent, events: DragEvents, onEnd: () => void): () => void {
  const touch = down.pointerType === 'touch';
  const box = card.getBoundingClientRect();
  const id = card.dataset['card'] ?? '';
  let at = { x: down.clientX, y: down.clientY };
  let ghost: HTMLElement | null = null;
  let over: string | null = null;
  let frame = 0;
  const timer = touch ? setTimeout(() => take(), restMs) : undefined;

  const take = () => {
    if (!events.onTake(id)) {
      stop();
      return;
    }
    ghost = copyOf(card, box);
    document.body.append(ghost);
    window.getSelection()?.removeAllRanges();
    frame = requestAnimationFrame(step);
    show();
  };
  const show = () => {
    if (ghost) ghost.style.translate = `${at.x - down.clientX}px ${at.y - down.clientY}px`;
    const stage = columnAt(at.x, at.y)?.dataset['stage'] ?? null;
    if (stage === over) return;
    over = stage;
    events.onOver(stage as Stage | null);
  };
  // Scrolling goes on while the pointer rests at an edge.
  const step = () => {
    const frameBox = board.getBoundingClientRect();
    const sideways = pull(at.x, frameBox.left, frameBox.right);
    if (sideways !== 0) board.scrollLeft += sideways;
    const body = columnAt(at.x, at.y)?.querySelector<HTMLElement>('[data-scroll]');
    if (body) {
      const { top, bottom } = body.getBoundingClientRect();
      const updown = pull(at.y, top, bottom);
      if (updown !== 0) body.scrollTop += updown;
    }
    if (sideways !== 0) show();
    frame = requestAnimationFrame(step);
  };

  const onMove = (event: PointerEvent) => {
    if (event.pointerId !== down.pointerId) return;
    at = { x: event.clientX, y: event.clientY };
    const far = Math.hypot(at.x - down.clientX, at.y - down.clientY) > startPx;
    if (ghost) show();
    else if (far && touch) stop();
    else if (far) take();
  };
  const onUp = (event: PointerEvent) => {
    if (event.pointerId !== down.pointerId) return;
    finish(ghost ? over : null);
  };
  const onCancel = () => finish(null);
  const onKey = (event: KeyboardEvent) => {
    if (event.key !== 'Escape' || !ghost) return;
    event.preventDefault();
    event.stopPropagation();
    finish(null);
  };
  // A page that scrolls under the finger would take the pointer away.
  const onTouch = (event: TouchEvent) => {
    if (ghost) event.preventDefault();
  };
  const noMenu = (event: Event) => {
    if (touch) event.preventDefault();
  };

  function finish(stage: string | null) {
    const dragged = ghost !== null;
    stop();
    if (!dragged) return;
    // The click that ends a drag is not one on the card's link.
    const swallow = (event: Event) => {
      event.preventDefault();
      event.stopPropagation();
    };
    window.addEventListener('click', swallow, { capture: true, once: true });
    setTimeout(() => window.removeEventListener('click', swallow, { capture: true }));
    events.onDrop(stage as Stage | null);
  }
  function stop() {
    clearTimeout(timer);
    cancelAnimationFrame(frame);
    ghost?.remove();
    ghost = null;
    window.removeEventListener('pointermove', onMove);
    window.removeEventListener('pointerup', onUp);
    window.removeEventListener('pointercancel', onCancel);
    window.removeEventListener('keydown', onKey, true);
    window.removeEventListener('touchmove', onTouch);
    window.removeEventListener('contextmenu', noMenu);
    onEnd();
  }
  window.addEventListener('pointermove', onMove);
  window.addEventListener('pointerup', onUp);
  window.addEventListener('pointercancel', onCancel);
  window.addEventListener('keydown', onKey, true);
  window.addEventListener('touchmove', onTouch, { passive: false });
  window.addEventListener('contextmenu', noMenu);
  return () => finish(null);
}

/** How far to scroll in one frame for a pointer at `at` between two edges. */
function pull(at: number, start: number, end: number): number {
  const near = (distance: number) => Math.ceil(fastestPx * (1 - Math.max(0, distance) / edgePx));
  if (at - start < edgePx) return -near(at - start);
  return end - at < edgePx ? near(end - at) : 0;
}

function copyOf(card: HTMLElement, { left, top, width, height }: DOMRect): HTMLElement {
  const copy = card.cloneNode(true) as HTMLElement;
  copy.removeAttribute('data-card');
  copy.setAttribute('aria-hidden', 'true');
  copy.tabIndex = -1;
  copy.dataset['ghost'] = '';
  Object.assign(copy.style, { left: `${left}px`, top: `${top}px`, width: `${width}px`, height: `${height}px` });
  return copy;
}
