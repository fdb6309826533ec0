import type { Spending } from '@/api/types';
import { count, dollars } from '@/lib/format';
import { t, words } from '@/lib/i18n';
import { readerName } from '@/lib/reader';
import { Empty } from '@/ui/states';

import { Day } from './Day';
import classes from './ExtractionScreen.module.css';
import { spendingByDay } from './report';

/** What reading cost, day by day and reader by reader. */
export function SpendingCard({ spending }: { spending: Spending[] }) {
  const days = spendingByDay(spending);
  const total = days.reduce((sum, { micros }) => sum + micros, 0);
  return (
    <section className={classes['card']} data-wide aria-labelledby="extraction-cost">
      <h2 id="extraction-cost">{t('Cost')}</h2>
      {days.length === 0 ? (
        <Empty compact title={t('Nothing was read in this time.')} />
      ) : (
        <>
          <p className={classes['lead']}>
            {words('{sum} in all.', { sum: <strong>{dollars(total)}</strong> })}
          </p>
          <div className={classes['scroll']} tabIndex={0} role="region" aria-label={t('Cost by day and reader')}>
            <table>
              <thead>
                <tr>
                  <th scope="col">{t('Day (UTC)')}</th>
                  <th scope="col" className={classes['name']}>
                    {t('Reader')}
                  </th>
                  <th scope="col">{t('Read')}</th>
                  <th scope="col">{t('Failed')}</th>
                  <th scope="col">{t('Tokens in')}</th>
                  <th scope="col">{t('Tokens out')}</th>
                  <th scope="col">{t('Cost')}</th>
                </tr>
              </thead>
              <tbody>
                {days.flatMap(({ day, rows }) =>
                  rows.map((row) => (
                    <tr key={`${day} ${row.extractor}`}>
                      <th scope="row">
                        <Day day={day} />
                      </th>
                      <td className={classes['name']}>{readerName(row.extractor)}</td>
                      <td>{count(row.runs)}</td>
                      <td data-bad={row.failed_runs > 0 || undefined}>{count(row.failed_runs)}</td>
                      <td>{count(row.prompt_tokens)}</td>
                      <td>{count(row.completion_tokens)}</td>
                      <td>{dollars(row.cost_micros)}</td>
                    </tr>
                  )),
                )}
              </tbody>
            </table>
          </div>
        </>
      )}
    </section>
  );
}
