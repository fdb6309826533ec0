import { Link } from '@tanstack/react-router';
import { useRef } from 'react';

import type { StageGraph } from '@/api/types';
import { headline } from '@/lib/facts';
import { t } from '@/lib/i18n';
import type { Need, NeedKind, Reason } from '@/lib/needs';
import { StageTag } from '@/ui/desk/StageTag';
import { Face } from '@/ui/Face';
import { useShortcuts } from '@/ui/shortcuts';
import { TimeAgo } from '@/ui/TimeAgo';

import classes from './NeedList.module.css';

/** What needs its CSM, the most pressing first, each with the reason it is there. */
export function NeedList({ needs, graph }: { needs: readonly Need[]; graph: StageGraph | undefined }) {
  const list = useRef<HTMLOListElement>(null);
  const step = (by: number) => {
    const links = [...(list.current?.querySelectorAll('a') ?? [])];
    const here = links.findIndex((link) => link === document.activeElement);
    links[Math.max(0, Math.min(links.length - 1, here + by))]?.focus();
  };
  useShortcuts([
    { keys: 'j', label: t('Next client'), group: t('My desk'), run: () => step(1) },
    { keys: 'k', label: t('Previous client'), group: t('My desk'), run: () => step(-1) },
  ]);
  return (
    <ol ref={list} className={classes['list']}>
      {needs.map((need) => (
        <li key={need.client.id}>
          <NeedRow need={need} graph={graph} />
        </li>
      ))}
    </ol>
  );
}

function NeedRow({ need: { client, reasons }, graph }: { need: Need; graph: StageGraph | undefined }) {
  const { intent, amount } = headline(client);
  return (
    <Link
      to="/dashboard/client/$clientId/"
      params={{ clientId: client.id }}
      className={classes['need']}
      data-kind={reasons[0].kind}
    >
      <Face name={client.name} size={34} />
      <span className={classes['who']}>
        <strong>{client.name ?? t('Unnamed visitor')}</strong>
        <span className={classes['wants']}>{[intent, amount].filter(Boolean).join(', ') || t('Has not said what they want')}</span>
      </span>
      <span className={classes['stage']}>
        <StageTag stage={client.current_stage} graph={graph} />
      </span>
      <span className={classes['reasons']}>
        {reasons.map((reason, index) => (
          <span key={index} className={classes['reason']} data-kind={reason.kind}>
            <Words reason={reason} />
          </span>
        ))}
      </span>
    </Link>
  );
}

const words: Record<NeedKind, string> = {
  urgent: t('Urgent, wrote'),
  new: t('New, not contacted'),
  overdue: t('Was due'),
  due: t('Due'),
  proposal: t('New contact detail to check,'),
  stale: t('No move'),
};

/** Reasons that last since a time, rather than having happened at one. */
const lasts = new Set<NeedKind>(['new', 'stale']);

function Words({ reason: { kind, at, task } }: { reason: Reason }) {
  return (
    <>
      {words[kind]} {at && (lasts.has(kind) ? <TimeAgo at={at} lead="for" /> : <TimeAgo at={at} suffix />)}
      {task && <>: {task.title}</>}
    </>
  );
}
