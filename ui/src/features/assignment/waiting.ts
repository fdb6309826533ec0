import type { Suggestion, Workload } from '@/api/types';

import type { Rules } from './rules';

/** Why a lead is not given to anybody by itself. */
export type Obstacle = 'by_hand' | 'nobody_takes' | 'unknown_state' | 'nobody_licensed' | 'nobody_has_room' | 'soon';

/** Why a lead waits, by what the server says of those who could work it. */
export function obstacleOf(suggestions: readonly Suggestion[], { mode, byLicence }: Rules): Obstacle {
  if (mode === 'manual') return 'by_hand';
  const takers = suggestions.filter(({ takes_leads }) => takes_leads);
  if (takers.length === 0) return 'nobody_takes';
  const fitting = byLicence ? takers.filter(({ licensed }) => licensed === true) : takers;
  if (fitting.length === 0) return takers.every(({ licensed }) => licensed === null) ? 'unknown_state' : 'nobody_licensed';
  return fitting.some(({ has_room }) => has_room) ? 'soon' : 'nobody_has_room';
}

/** How full somebody is, 0 to 1 and beyond; null where there is no limit. */
export function fullness({ open_clients, capacity }: Pick<Workload, 'open_clients' | 'capacity'>): number | null {
  if (capacity === null) return null;
  return capacity === 0 ? 1 : open_clients / capacity;
}
