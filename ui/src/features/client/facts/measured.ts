import type { Fact } from '@/api/types';
import type { FactKind } from '@/lib/facts';
import { count, money } from '@/lib/format';

/** A fact as numbers, where that says more than its words: `$450,000`, `680–719`, `6.25%`. */
export function measured({ value, low, high, unit }: Fact, kind: FactKind, shown: string): string | null {
  const from = low ?? high ?? (typeof value === 'number' ? value : null);
  if (from === null) return null;
  const to = high ?? from;
  const one = (value: number) => {
    if (kind === 'money') return money(value);
    return kind === 'rate' ? `${count(value)}%` : count(value);
  };
  const text = (from === to ? one(from) : `${one(from)}–${one(to)}`) + per(unit);
  return digits(text) === digits(shown) ? null : text;
}

const per = (unit: string | null) => {
  const period = /month|year|week|hour/.exec(unit ?? '')?.[0];
  return period ? ` a ${period}` : '';
};
const digits = (text: string) => text.replaceAll(/[^\d.]/g, '').replace(/\.0+$/, '');
