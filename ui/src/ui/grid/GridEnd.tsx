import { Button } from '@mantine/core';

import { t } from '@/lib/i18n';

import classes from './DataGrid.module.css';

/** A list of which more pages may follow. */
export interface Growing {
  hasNextPage: boolean;
  isFetching: boolean;
  isFetchingNextPage: boolean;
  isFetchNextPageError: boolean;
  fetchNextPage: () => Promise<unknown>;
}

/** Whether the next page is to be read by itself: a read of the whole is not cut short for it, and one that failed waits until somebody asks for it. */
export const mayGrow = ({ hasNextPage, isFetching, isFetchNextPageError }: Growing): boolean =>
  hasNextPage && !isFetching && !isFetchNextPageError;

/** What stands below the last row: that more is read, or that it could not be. */
export function GridEnd({ grows: { isFetchingNextPage, isFetchNextPageError, fetchNextPage } }: { grows: Growing }) {
  return (
    <div className={classes['end']} aria-live="polite">
      {isFetchingNextPage && t('Loading more…')}
      {isFetchNextPageError && !isFetchingNextPage && (
        <Button variant="subtle" size="xs" onClick={() => void fetchNextPage()}>
          {t('More could not be loaded. Try again')}
        </Button>
      )}
    </div>
  );
}
