import type { ClientSummary, StageInfo } from '@/api/types';

const dayMs = 86_400_000;

/** How long a client may stand in a stage before it is old, and from when on it is getting old. */
export type Age = 'fresh' | 'ageing' | 'old';

/** How the time in a stage looks to a desk that calls `staleDays` too long; where work rests nothing ages. */
export function ageOf({ stage_changed_at }: ClientSummary, stage: StageInfo | undefined, staleDays: number, now: number): Age {
  if (!stage || stage.terminal || stage.stage === 'active') return 'fresh';
  const days = (now - Date.parse(stage_changed_at)) / dayMs;
  if (days >= staleDays) return 'old';
  return days >= staleDays / 2 ? 'ageing' : 'fresh';
}

/** When somebody has to have touched a new lead; null where that is done, or was never asked for. */
export function firstTouchDue({ current_stage, captured_at, first_touch_at }: ClientSummary, minutes: number): string | null {
  if (current_stage !== 'lead' || captured_at === null || first_touch_at !== null) return null;
  return new Date(Date.parse(captured_at) + minutes * 60_000).toISOString();
}
