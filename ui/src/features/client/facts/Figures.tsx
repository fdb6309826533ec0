import type { Client, Estimate } from '@/api/types';
import { factLabel } from '@/lib/facts';
import { count, money } from '@/lib/format';
import { heard, t } from '@/lib/i18n';
import { Failure, Lines, Loading } from '@/ui/states';

import { useFigures } from '../api';
import classes from './Figures.module.css';

const figures = [
  ['loan_to_value', t('Loan to value (LTV)')],
  ['housing_ratio', t('Debt to income (DTI), housing only')],
  ['monthly_payment', t('Monthly payment')],
] as const;

/** What follows from the facts, with what it was worked out from and what is missing for it. */
export function Figures({ client, onFact }: { client: Client; onFact: (path: string) => void }) {
  const query = useFigures(client);
  return (
    <section className={classes['figures']} aria-label={t('Figures')}>
      <h2>
        {t('Figures')} <small>{t('Estimate, not an offer')}</small>
      </h2>
      {query.isPending && (
        <Loading what={t('the figures')}>
          <Lines count={3} height={40} />
        </Loading>
      )}
      {query.isError && !query.data && <Failure compact error={query.error} onRetry={() => void query.refetch()} />}
      {query.data && (
        <dl>
          {figures.map(([name, label]) => (
            <Figure key={name} label={label} estimate={query.data[name]} onFact={onFact} />
          ))}
        </dl>
      )}
    </section>
  );
}

function Figure({ label, estimate, onFact }: { label: string; estimate: Estimate; onFact: (path: string) => void }) {
  const { missing, inputs, assumptions } = estimate;
  const value = range(estimate);
  const paths = value === null ? missing : inputs;
  return (
    <div className={classes['figure']} data-none={value === null || undefined}>
      <dt>{label}</dt>
      <dd className={classes['value']}>{value ?? t('Not known yet')}</dd>
      <dd className={classes['from']}>
        <span>{value === null ? t('Missing:') : t('From:')}</span>
        {paths.map((path) => (
          <button key={path} type="button" onClick={() => onFact(path)}>
            {factLabel(path)}
          </button>
        ))}
      </dd>
      {assumptions.map((assumption) => (
        <dd key={assumption} className={classes['assumed']}>
          {heard(assumption)}
        </dd>
      ))}
    </div>
  );
}

/** `67.5%`, `$2,810 a month`; a range where an input is one. */
function range({ low, high, unit }: Estimate): string | null {
  if (low === null) return null;
  const one = (value: number) => (unit === 'percent' ? `${count(Math.round(value * 10) / 10)}%` : money(Math.round(value)));
  const [from, to] = [one(low), one(high ?? low)];
  const amount = from === to ? from : `${from}–${to}`;
  return unit === 'percent' ? amount : t('{amount} a month', { amount });
}
