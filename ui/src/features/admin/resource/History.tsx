import { Button } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';

import { keys } from '@/api/keys';
import { listAudit } from '@/api/staff';
import { t } from '@/lib/i18n';
import { AuditEntry } from '@/ui/desk/AuditEntry';
import { Empty, Failure, Lines, Loading } from '@/ui/states';

import classes from './History.module.css';

/** All that was done to one thing, the newest first, each field before and after. */
export function History({ kind, id }: { kind: string; id: string }) {
  const log = useInfiniteQuery({
    queryKey: [...keys.admin('audit'), 'of', kind, id],
    queryFn: ({ pageParam, signal }) =>
      listAudit({ entity_kind: kind, entity_id: id, limit: 25, ...(pageParam ? { cursor: pageParam } : {}) }, signal),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next,
  });
  const rows = log.data?.pages.flatMap((page) => page.results) ?? [];
  if (log.isPending) {
    return (
      <Loading what={t('the history')}>
        <Lines count={5} height={30} />
      </Loading>
    );
  }
  if (log.isError && rows.length === 0) return <Failure compact error={log.error} onRetry={() => void log.refetch()} />;
  if (rows.length === 0) return <Empty compact title={t('Nothing was done yet.')} />;
  return (
    <>
      <ol className={classes['history']}>
        {rows.map((row) => (
          <li key={row.id}>
            <AuditEntry row={row} />
          </li>
        ))}
      </ol>
      {log.hasNextPage && (
        <Button variant="default" size="xs" loading={log.isFetchingNextPage} onClick={() => void log.fetchNextPage()}>
          {t('Show older')}
        </Button>
      )}
    </>
  );
}
