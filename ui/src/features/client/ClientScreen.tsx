import { useParams } from '@tanstack/react-router';
import { useCallback, useEffect, useMemo, useState } from 'react';

import { noteRead } from '@/api/device';
import { useMe, useStages } from '@/api/session';
import type { Client } from '@/api/types';
import { t } from '@/lib/i18n';
import { RequestProblem } from '@/transport';
import { useHoldsDraft } from '@/ui/drafts';
import { useTitle } from '@/ui/Page';
import { useShortcuts } from '@/ui/shortcuts';
import { Empty, Failure } from '@/ui/states';

import { useClient, useMarkSeen } from './api';
import { Banners } from './Banners';
import classes from './ClientScreen.module.css';
import { ClientSkeleton } from './ClientSkeleton';
import { FactSheet } from './facts/FactSheet';
import { Header } from './Header';
import { StageTrack } from './StageTrack';
import { usePart } from './part';
import { Transcript, type QuoteFocus } from './Transcript';
import { UnsavedMark } from './UnsavedMark';
import { useResend } from './useResend';
import { Stranded } from './work/Unsaved';
import { WorkPanel } from './work/WorkPanel';

/** One client: what was said, what it means, what was done and what is next. */
export function ClientScreen() {
  const { clientId } = useParams({ from: '/desk/dashboard/client/$clientId' });
  const client = useClient(clientId);
  if (client.isPending) return <ClientSkeleton />;
  // A client that was there and is gone: merged, erased, or no longer one's own.
  if (client.isError && isMissing(client.error)) return <Gone id={clientId} />;
  if (!client.data) {
    return (
      <div className={classes['alone']}>
        <h1 className="visually-hidden">{t('Client')}</h1>
        <Failure error={client.error} onRetry={() => void client.refetch()} />
      </div>
    );
  }
  return <Workspace key={clientId} client={client.data} />;
}

const isMissing = (error: unknown) => error instanceof RequestProblem && [400, 404].includes(error.status);

const panels = [
  ['talk', t('Conversation')],
  ['facts', t('Facts')],
  ['work', t('Work')],
] as const;

function Workspace({ client }: { client: Client }) {
  const stages = useStages();
  const [search, show] = usePart();
  const panel = panels.find(([name]) => name === search.panel)?.[0] ?? (search.tab ? 'work' : 'facts');
  const [focus, setFocus] = useState<QuoteFocus | null>(null);
  const [factInView, setFactInView] = useState<{ path: string; asked: number } | null>(null);
  useTitle(client.name ?? t('Unnamed visitor'));
  useReadMark(client);
  useResend(client.id);

  const showQuote = useCallback((path: string, messageId: string, quote: string) => {
    setFocus({ path, messageId, quote, asked: Date.now() });
    // Where only one part fits, the quote is in the other one.
    if (window.matchMedia('(width < 860px)').matches) show({ panel: 'talk' });
  }, [show]);
  const showFact = useCallback((path: string) => {
    setFactInView({ path, asked: Date.now() });
    show({ panel: 'facts' });
  }, [show]);
  useShortcuts(
    panels.map(([name, label], index) => ({
      keys: String(index + 1),
      label: t('Show: {what}', { what: label.toLocaleLowerCase() }),
      group: t('Client'),
      run: () => show({ panel: name }),
    })),
  );
  const me = useMe().id;
  const [note, task, fact] = [useHoldsDraft(me, client.id, 'note'), useHoldsDraft(me, client.id, 'task'), useHoldsDraft(me, client.id, 'fact')];
  const unsaved: Partial<Record<string, boolean>> = { facts: fact, work: note || task };
  const quoted = useMemo(() => focus?.path ?? null, [focus]);

  return (
    <div className={classes['screen']}>
      <Header client={client} />
      <StageTrack client={client} graph={stages.data} />
      <Banners client={client} />
      <div className={classes['switch']} role="group" aria-label={t('Parts of this page')}>
        {panels.map(([name, label]) => (
          <button key={name} type="button" data-panel={name} aria-pressed={panel === name} onClick={() => show({ panel: name })}>
            {label}
            {unsaved[name] && <UnsavedMark />}
          </button>
        ))}
      </div>
      <div className={classes['panels']} data-panel={panel}>
        <section className={classes['talk']} aria-label={t('Conversation')}>
          <Transcript client={client} focus={focus} onFact={showFact} />
        </section>
        <section className={classes['facts']} aria-label={t('Facts')}>
          <FactSheet client={client} quoted={quoted} inView={factInView} onQuote={showQuote} />
        </section>
        <section className={classes['work']} aria-label={t('Work')}>
          <WorkPanel client={client} graph={stages.data} />
        </section>
      </div>
    </div>
  );
}

/** Notes that the client was looked at: now, with each new message, and when the user comes back to the window. */
function useReadMark({ id, last_message_at }: Client) {
  const { mutate } = useMarkSeen(id);
  useEffect(() => {
    const note = () => {
      if (document.visibilityState === 'hidden') return;
      noteRead(id);
      mutate();
    };
    note();
    window.addEventListener('focus', note);
    return () => window.removeEventListener('focus', note);
  }, [id, last_message_at, mutate]);
}

function Gone({ id }: { id: string }) {
  const me = useMe().id;
  useTitle(t('Not found'));
  return (
    <div className={classes['alone']}>
      <Empty heading title={t('This client is not here')}>
        {t('It was merged into another one, erased, or is no longer assigned to you.')}
      </Empty>
      <Stranded place={`${me}/${id}`} there={[]} why={t('The client is not here any more.')} />
    </div>
  );
}
