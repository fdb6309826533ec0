import { Button } from '@mantine/core';
import { useMemo, useState } from 'react';

import type { StageGraph, UserRef } from '@/api/types';
import { t } from '@/lib/i18n';
import type { DeskSearch } from '@/lib/search';
import { Failure, Loading } from '@/ui/states';
import { useFirstData } from '@/ui/useFirstData';

import { isNarrowed, withoutAny } from '../filters/fields';
import { narrowing } from '../filters/filter';
import { NoClients } from '../NoClients';
import { Board } from './Board';
import classes from './BoardView.module.css';
import { useBoard } from './useBoard';

export interface ShapeProps {
  search: DeskSearch;
  /** The start of the day that filters count from. */
  today: number;
  graph: StageGraph | undefined;
  people: readonly UserRef[];
  onChange: (change: Partial<DeskSearch>) => void;
}

/** The board: loading, failing, empty, or there. */
export function BoardView({ search, today, graph, onChange }: ShapeProps) {
  // Its stages are the board's columns.
  const filter = useMemo(() => narrowing({ ...search, stage: undefined }, today), [search, today]);
  const [busy, setBusy] = useState(false);
  const { board, more, failed } = useBoard(filter, busy);
  useFirstData(board.isSuccess);

  if (board.isError && !board.data) {
    return (
      <div className={classes['panel']}>
        <Failure error={board.error} onRetry={() => void board.refetch()} />
      </div>
    );
  }
  if (!board.data || !graph) return <Ghost />;
  if (board.data.columns.every(({ count }) => count === 0)) {
    return (
      <div className={classes['panel']}>
        <NoClients narrowed={isNarrowed(search)} onClear={() => onChange(withoutAny())} />
      </div>
    );
  }
  return (
    <>
      {board.isRefetchError && (
        <p className={classes['behind']} role="status">
          {t('The board could not be refreshed.')}{' '}
          <Button size="compact-sm" variant="subtle" loading={board.isFetching} onClick={() => void board.refetch()}>
            {t('Try again')}
          </Button>
        </p>
      )}
      <div className={classes['board']} data-grow data-old={board.isPlaceholderData || undefined}>
        <Board graph={graph} data={board.data} onMore={more} moreFailed={failed} onBusy={setBusy} />
      </div>
    </>
  );
}

/** As many grey cards as may come, where they will stand. */
function Ghost() {
  return (
    <Loading what={t('the board')}>
      <div className={classes['ghost']}>
        {[5, 3, 4, 2, 3, 1].map((cards, column) => (
          <div key={column}>
            {Array.from({ length: cards }, (_, card) => (
              <span key={card} />
            ))}
          </div>
        ))}
      </div>
    </Loading>
  );
}
