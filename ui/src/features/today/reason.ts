import type { StageGraph, TodayItem, TodayReason } from '@/api/types';
import { ago, clockTime, dayName, span } from '@/lib/format';
import { t } from '@/lib/i18n';
import { stageLabel } from '@/lib/stage';

/** A reason that is about a task one can do or put off. */
export type TaskReason = TodayReason & { task_id: string };

export const isTask = (reason: TodayReason): reason is TaskReason => typeof reason.task_id === 'string';

/** How pressing a reason looks. */
export type Tone = 'late' | 'soon' | 'calm';

export function toneOf({ code }: TodayReason): Tone {
  if (code === 'first_touch_late' || code === 'task_overdue' || code === 'urgent') return 'late';
  return code === 'stage_age' || code === 'no_next_action' ? 'calm' : 'soon';
}

/** Why a client is on the list, in words. */
export function reasonText(reason: TodayReason, { client }: TodayItem, now: number, graph: StageGraph | undefined): string {
  const { code, at } = reason;
  switch (code) {
    case 'new_lead':
      return at ? t('New lead, came in {when}', { when: ago(at, now, 'sentence') }) : t('New lead');
    case 'first_touch_late':
      return t('Nobody has contacted them yet');
    case 'client_wrote':
      return at ? t('Client wrote {when}', { when: ago(at, now, 'sentence') }) : t('Client wrote');
    case 'urgent':
      return t('Urgent');
    case 'stage_age': {
      const stage = stageLabel(graph, client.current_stage);
      return t('In {stage} for {span}', { stage, span: span((now - Date.parse(client.stage_changed_at)) / 1000) });
    }
    case 'no_next_action':
      return t('No next step');
    case 'task_due':
    case 'task_overdue':
      return reason.title ?? t('Task');
  }
}

/** When a task is due, in the reader's own day: `due 10:00 AM`, `was due yesterday, 4:00 PM`. */
export function dueText(at: string, now: number): string {
  const day = dayName(at, now);
  const isToday = new Date(at).toDateString() === new Date(now).toDateString();
  const when = isToday ? clockTime(at) : `${day}, ${clockTime(at)}`;
  return Date.parse(at) <= now ? t('was due {when}', { when }) : t('due {when}', { when });
}
