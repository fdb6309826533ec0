import type { Fact } from '@/api/types';
import type { FactKind } from '@/lib/facts';
import { count, money } from '@/lib/format';
import { t } from '@/lib/i18n';

/** A fact as numbers, where that says more than its words: `$450,000`, `680–719`, `6.25%`. */
export function measured({ value, low, high, unit }: Fact, kind: FactKind, shown: string): string | null {
  const from = low ?? high ?? (typeof value === 'number' ? value : null);
  if (from === null) return null;
  const to = high ?? from;
  const one = (value: number) => {
    if (kind === 'money') return money(value);
    return kind === 'rate' ? `${count(value)}%` : count(value);
  };
  const text = per(from === to ? one(from) : `${one(from)}–${one(to)}`, unit);
  return digits(text) === digits(shown) ? null : text;
}

const per = (amount: string, unit: string | null) => {
  switch (/month|year|week|hour/.exec(unit ?? '')?.[0]) {
    case 'month':
      return t('{amount} a month', { amount });
    case 'year':
      return t('{amount} a year', { amount });
    case 'week':
      return t('{amount} a week', { amount });
    case 'hour':
      return t('{amount} an hour', { amount });
    default:
      return amount;
  }
};
const digits = (text: string) => text.replaceAll(/[^\d.]/g, '').replace(/\.0+$/, '');
