import type { Today, TodayItem } from '@/api/types';

/** How long before a task is due it is told of. */
const aheadMs = 86_400_000;

/** The day once a task is put off: to within a day it stays, with its new time. */
export const withLater = (today: Today, taskId: string, until: Date, now: number): Today =>
  until.getTime() - now >= aheadMs
    ? withoutTask(today, taskId)
    : {
        ...today,
        items: today.items.map((item) => ({
          ...item,
          reasons: item.reasons.map((reason) =>
            reason.task_id === taskId ? { ...reason, code: 'task_due', at: until.toISOString() } : reason,
          ),
        })),
      };

/** The day once a task is done: its reason goes, and with the last reason the client. */
export const withoutTask = (today: Today, taskId: string): Today => ({
  ...today,
  items: today.items.flatMap((item) => withReasons(item, item.reasons.filter(({ task_id }) => task_id !== taskId))),
});

/** The day once a client has a next step. */
export const withNextStep = (today: Today, clientId: string): Today => {
  const results = today.no_next_action.results.filter(({ id }) => id !== clientId);
  const gone = today.no_next_action.results.length - results.length;
  return {
    ...today,
    items: today.items.flatMap((item) =>
      item.client.id === clientId ? withReasons(item, item.reasons.filter(({ code }) => code !== 'no_next_action')) : [item],
    ),
    no_next_action: { count: today.no_next_action.count - gone, results },
  };
};

const withReasons = (item: TodayItem, reasons: TodayItem['reasons']): TodayItem[] =>
  reasons.length === 0 ? [] : [reasons.length === item.reasons.length ? item : { ...item, reasons }];
