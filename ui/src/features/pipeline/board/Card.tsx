import { Link } from '@tanstack/react-router';
import { IconCalendarDue, IconClock, IconStopwatch } from '@tabler/icons-react';
import { memo } from 'react';

import type { ClientSummary, StageInfo } from '@/api/types';
import { ago, asSentence, dateTime, lasting, money } from '@/lib/format';
import { t } from '@/lib/i18n';
import { UrgencyMark } from '@/ui/desk/UrgencyMark';
import { Face } from '@/ui/Face';
import { useNow } from '@/ui/now';

import { ageOf, firstTouchDue } from './age';
import classes from './Card.module.css';

export interface CardRules {
  staleDays: number;
  firstTouchMinutes: number;
}

interface CardProps {
  client: ClientSummary;
  stage: StageInfo;
  rules: CardRules;
  tabbable: boolean;
  /** Whether it is being moved. */
  taken: boolean;
}

/** A client on the board: who, what about, and what presses. A link, so that it opens as links do. */
export const Card = memo(function Card({ client, stage, rules, tabbable, taken }: CardProps) {
  const { id, name, email, intent, loan_amount, assigned_to, urgency, unread } = client;
  const amount = loan_amount === null ? null : money(loan_amount, 'short');
  return (
    <Link
      to="/dashboard/client/$clientId/"
      params={{ clientId: id }}
      className={classes['card']}
      data-card={id}
      data-taken={taken || undefined}
      data-urgent={urgency === 'high' || undefined}
      draggable={false}
      preload={false}
      tabIndex={tabbable ? 0 : -1}
      aria-describedby="board-help"
    >
      <span className={classes['line']}>
        {unread && <span className={classes['unread']} role="img" aria-label={t('Unread')} title={t('Unread')} />}
        <span className={classes['name']}>{name ?? email ?? t('Unnamed visitor')}</span>
        <UrgencyMark urgency={urgency} bare />
      </span>
      <span className={classes['wants']}>
        <span>{intent ? asSentence(intent) : amount ? '' : t('Has not said what they want')}</span>
        {amount && <b>{amount}</b>}
      </span>
      <span className={classes['line']}>
        <Times client={client} stage={stage} rules={rules} />
        <span className={classes['owner']} title={assigned_to?.name ?? t('Unassigned')}>
          <Face name={assigned_to?.name ?? null} size={20} />
          <span className="visually-hidden">{assigned_to?.name ?? t('Unassigned')}</span>
        </span>
      </span>
    </Link>
  );
});

function Times({ client, stage, rules }: Pick<CardProps, 'client' | 'stage' | 'rules'>) {
  const now = useNow();
  const { stage_changed_at, next_due_at } = client;
  const touch = firstTouchDue(client, rules.firstTouchMinutes);
  const overdue = next_due_at !== null && Date.parse(next_due_at) <= now;
  return (
    <span className={classes['times']}>
      {touch !== null ? (
        <span className={classes['time']} data-tone={Date.parse(touch) <= now ? 'bad' : 'warn'} title={t('First touch due {at}', { at: dateTime(touch) })}>
          <IconStopwatch size={13} aria-hidden="true" />
          {Date.parse(touch) <= now ? t('{time} late', { time: ago(touch, now) }) : ago(touch, now)}
        </span>
      ) : (
        <span
          className={classes['time']}
          data-tone={{ fresh: undefined, ageing: 'warn', old: 'bad' }[ageOf(client, stage, rules.staleDays, now)]}
          title={t('In this stage {span}', { span: lasting(stage_changed_at, now) })}
        >
          <IconClock size={13} aria-hidden="true" />
          {ago(stage_changed_at, now)}
        </span>
      )}
      {next_due_at !== null && (
        <span className={classes['time']} data-tone={overdue ? 'bad' : undefined} title={t('Next due {at}', { at: dateTime(next_due_at) })}>
          <IconCalendarDue size={13} aria-hidden="true" />
          {overdue ? t('{time} late', { time: ago(next_due_at, now) }) : ago(next_due_at, now)}
        </span>
      )}
    </span>
  );
}
