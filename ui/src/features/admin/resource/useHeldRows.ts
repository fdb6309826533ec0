import { useState } from 'react';

import { held, heldOrder } from './held';

/** How far from its top a page still counts as being read from the top. */
const topPx = 160;

interface HeldRows<Row> {
  rows: readonly Row[];
  idOf: (row: Row) => string;
  /** What the list is of; another list is shown as it comes. Null while the rows are those of the one before. */
  subject: string | null;
  /** Whether somebody is at work on rows. */
  busy: boolean;
}

/**
 * The rows as the page shows them: a change of the desk appears by itself where nobody reads further down or works with
 * rows, and waits for `show` otherwise.
 */
export function useHeldRows<Row>({ rows, idOf, subject, busy }: HeldRows<Row>) {
  const ids = rows.map(idOf);
  const signature = ids.join(' ');
  const [state, setState] = useState({ subject, signature, order: ids });
  const isOther = subject !== null && subject !== state.subject;
  if (isOther || state.signature !== signature) {
    const order = isOther || !(busy || isBeingRead()) ? ids : heldOrder(state.order, ids);
    setState({ subject: subject ?? state.subject, signature, order });
  }
  const show = () => {
    window.scrollTo({ top: 0 });
    setState({ ...state, order: ids });
  };
  return { ...held(state.order, rows, idOf), show };
}

const isBeingRead = () => window.scrollY > topPx || document.activeElement?.closest('[role=grid]') != null;
