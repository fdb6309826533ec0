import { ActionIcon, Checkbox, Tooltip } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { IconClockPause, IconListCheck, IconMoon } from '@tabler/icons-react';

import type { ClientSummary, StageGraph, TodayItem } from '@/api/types';
import { asSentence, clockTime, money } from '@/lib/format';
import { t } from '@/lib/i18n';
import { StageTag } from '@/ui/desk/StageTag';
import { Face } from '@/ui/Face';
import { useNow } from '@/ui/now';

import { CallButton } from './CallButton';
import { Clock } from './Clock';
import { DateChoices, NextStepForm } from './NextStepForm';
import classes from './QueueItem.module.css';
import { quickDates } from '@/lib/quick-dates';
import { timeThere } from './quiet';
import { dueText, isTask, reasonText, toneOf } from './reason';
import type { Doing, Work } from './useWork';

interface QueueItemProps {
  item: TodayItem;
  graph: StageGraph | undefined;
  work: Work;
  /** Names who works the client: where more than one person's day is shown. */
  withOwner: boolean;
}

/** A client who needs something today: why, and what can be done at once. */
export function QueueItem({ item, graph, work, withOwner }: QueueItemProps) {
  const { client, clock, quiet, reasons } = item;
  const now = useNow();
  const name = nameOf(client);
  const tasks = reasons.filter(isTask);
  const opened = work.opened?.row === client.id ? work.opened : null;
  return (
    <li className={classes['item']} data-row={client.id} data-late={clock?.late || undefined}>
      <Face name={client.name} size={36} />
      <Who client={client} />
      <div className={classes['state']}>
        {clock && <Clock dueAt={clock.due_at} />}
        <StageTag stage={client.current_stage} graph={graph} />
      </div>
      <div className={classes['why']}>
        <ul className={classes['reasons']} aria-label={t('Why {name} is here', { name })}>
          {reasons
            .filter((reason) => !isTask(reason))
            .map((reason) => (
              <li key={reason.code} className={classes['reason']} data-tone={toneOf(reason)}>
                {reasonText(reason, item, now, graph)}
              </li>
            ))}
          {quiet && <Place quiet={quiet} now={now} />}
          {withOwner && <li className={classes['owner']}>{client.assigned_to?.name ?? t('Unassigned')}</li>}
        </ul>
        {tasks.map((task) => (
          <div key={task.task_id} className={classes['task']} data-tone={toneOf(task)}>
            <Checkbox
              checked={false}
              disabled={!work.mayWrite}
              label={
                <>
                  {task.title}
                  {task.at && <span className={classes['due']}>{dueText(task.at, now)}</span>}
                </>
              }
              onChange={() => work.complete(client.id, task)}
            />
            {work.mayWrite && (
              <Tooltip label={t('Put off')}>
                <ActionIcon
                  size={26}
                  aria-label={t('Put off: {title}', { title: task.title ?? t('Task') })}
                  aria-expanded={isSnoozing(opened, task.task_id)}
                  onClick={() => work.openSnooze(client.id, task)}
                >
                  <IconClockPause size={16} aria-hidden="true" />
                </ActionIcon>
              </Tooltip>
            )}
          </div>
        ))}
      </div>
      <div className={classes['actions']}>
        {client.phone && (
          <CallButton
            name={name}
            phone={client.phone}
            quiet={quiet}
            onRemind={work.mayWrite ? (at) => work.addStep(client, t('Call back'), at) : null}
          />
        )}
        {work.mayWrite && <NextStepButton client={client} row={client.id} work={work} />}
      </div>
      {opened && (
        <div className={classes['panel']}>
          {opened.kind === 'next' ? (
            <NextStepForm
              name={name}
              timeZone={quiet?.time_zone ?? null}
              onSave={(title, due) => work.addStep(client, title, due)}
              onClose={work.close}
            />
          ) : (
            <div className={classes['snooze']} onKeyDown={(event) => event.key === 'Escape' && work.close()}>
              <span>{t('Put off until')}</span>
              <DateChoices focused dates={quickDates(now)} onChoose={(at, label) => work.snooze(client.id, opened.task, at, label)} />
            </div>
          )}
        </div>
      )}
    </li>
  );
}

const isSnoozing = (opened: Doing | null, taskId: string) => opened?.kind === 'snooze' && opened.task.task_id === taskId;

export const nameOf = ({ name }: ClientSummary) => name ?? t('Unnamed visitor');

/** Who it is and what they want; the way to the client. */
export function Who({ client }: { client: ClientSummary }) {
  const amount = client.loan_amount ?? client.property_value;
  const wants = [client.intent && asSentence(client.intent), amount === null ? null : money(amount, 'short')].filter(Boolean).join(', ');
  return (
    <Link to="/dashboard/client/$clientId/" params={{ clientId: client.id }} className={classes['who']} data-open>
      <strong>{nameOf(client)}</strong>
      <span className={classes['wants']}>{wants || t('Has not said what they want')}</span>
    </Link>
  );
}

/** What time it is where the client lives, and until when nobody calls there. */
function Place({ quiet, now }: { quiet: NonNullable<TodayItem['quiet']>; now: number }) {
  const there = timeThere(new Date(now), quiet.time_zone);
  if (!quiet.quiet) return <li className={classes['place']}>{t('{time} there', { time: there })}</li>;
  return (
    <li className={classes['place']} data-quiet>
      <IconMoon size={14} aria-hidden="true" />
      {quiet.opens_at
        ? t('{time} there: no calls until {until} your time', { time: there, until: clockTime(quiet.opens_at) })
        : t('{time} there: no calls now', { time: there })}
    </li>
  );
}

/** Opens the form for a client's next step. */
export function NextStepButton({ client, row, work }: { client: ClientSummary; row: string; work: Work }) {
  const label = t('Add a next step for {name}', { name: nameOf(client) });
  const opened = work.opened?.kind === 'next' && work.opened.row === row;
  return (
    <Tooltip label={label}>
      <ActionIcon aria-label={label} aria-expanded={opened} onClick={() => work.openNextStep(row)}>
        <IconListCheck size={17} aria-hidden="true" />
      </ActionIcon>
    </Tooltip>
  );
}
