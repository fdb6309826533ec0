import { Button } from '@mantine/core';

import type { Client } from '@/api/types';
import { t } from '@/lib/i18n';
import { AuditEntry } from '@/ui/desk/AuditEntry';
import { Empty, Failure, Lines, Loading } from '@/ui/states';

import { useClientAudit } from '../api';

/** Every change of this client, with what was before. */
export function AuditTab({ client }: { client: Client }) {
  const audit = useClientAudit(client.id);
  if (audit.isPending) {
    return (
      <Loading what={t('the audit log')}>
        <Lines count={6} height={26} />
      </Loading>
    );
  }
  if (audit.isError && !audit.data) return <Failure compact error={audit.error} onRetry={() => void audit.refetch()} />;
  const rows = audit.data.pages.flatMap((page) => page.results);
  if (rows.length === 0) return <Empty compact title={t('No change has been recorded.')} />;
  return (
    <>
      <ul>
        {rows.map((row) => (
          <li key={row.id}>
            <AuditEntry row={row} />
          </li>
        ))}
      </ul>
      {audit.hasNextPage && (
        <Button variant="default" size="xs" loading={audit.isFetchingNextPage} onClick={() => void audit.fetchNextPage()}>
          {t('Show older')}
        </Button>
      )}
    </>
  );
}
