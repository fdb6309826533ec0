import { Button } from '@mantine/core';
import { IconAlertTriangle, IconRefresh } from '@tabler/icons-react';

import { useCan } from '@/api/session';
import type { Client } from '@/api/types';
import { heard, t, words } from '@/lib/i18n';
import { readerName } from '@/lib/reader';
import { useShortcuts } from '@/ui/shortcuts';
import { TimeAgo } from '@/ui/TimeAgo';

import { useRequestExtraction } from '../api';
import classes from './ExtractionState.module.css';

/** How the newest reading of the conversation went; a failure says why and can be tried again. */
export function ExtractionState({ client }: { client: Client }) {
  const may = useCan();
  const request = useRequestExtraction(client.id);
  const { extraction, context_meta } = client;
  const run = () => {
    if (!busy) request.mutate(undefined);
  };
  const busy = request.isPending || extraction?.state === 'queued' || extraction?.state === 'running';
  const broken = extraction?.state === 'failed' || extraction?.state === 'dead';
  const allowed = may('client.extract');
  useShortcuts(allowed ? [{ keys: 'r', label: t('Read the conversation again'), group: t('Facts'), run }] : []);

  return (
    <div className={classes['state']} data-broken={broken || undefined}>
      {broken && <IconAlertTriangle size={18} className={classes['sign']} aria-hidden="true" />}
      <div className={classes['text']} role="status">
        {broken ? (
          <>
            <strong>{t('The conversation could not be read')}</strong>
            <p>{extraction.error ? heard(extraction.error) : t('The extractor failed without saying why.')}</p>
            <p className={classes['small']}>
              {extraction.state === 'dead'
                ? t('It will not be tried again by itself. What stands below is from before.')
                : t('Another try is due. What stands below is from before.')}
            </p>
          </>
        ) : (
          <p className={classes['small']}>
            {busy && (extraction?.state === 'running' ? t('Reading the conversation…') : t('Waiting to be read…'))}
            {!busy && !extraction && t('Not read yet.')}
            {!busy &&
              extraction &&
              words(
                'Read by {reader} {when}',
                { when: extraction.finished_at && <TimeAgo at={extraction.finished_at} suffix /> },
                { reader: readerName(context_meta.extractor) },
              )}
          </p>
        )}
      </div>
      {allowed && (
        <Button
          size="xs"
          variant={broken ? 'filled' : 'default'}
          loading={request.isPending}
          disabled={busy}
          leftSection={<IconRefresh size={14} aria-hidden="true" />}
          onClick={run}
        >
          {broken ? t('Retry') : t('Read again')}
        </Button>
      )}
    </div>
  );
}
