import type { Reviews } from '@/api/types';
import { factLabel } from '@/lib/facts';
import { count, percent } from '@/lib/format';
import { t, words } from '@/lib/i18n';
import { readerName } from '@/lib/reader';
import { Empty } from '@/ui/states';

import { Day } from './Day';
import classes from './ExtractionScreen.module.css';
import { accuracyBy, accuracyByWeek, accuracyOf, type Accuracy } from './report';
import { Share } from './Share';

/** How often the facts that people corrected or confirmed had been right. */
export function AccuracyCard({ reviews }: { reviews: Reviews[] }) {
  const total = accuracyOf(reviews);
  const readers = accuracyBy(reviews, ({ extractor }) => extractor);
  return (
    <section className={classes['card']} data-wide aria-labelledby="extraction-accuracy">
      <h2 id="extraction-accuracy">{t('Accuracy')}</h2>
      {total.all === 0 ? (
        <Empty compact title={t('Nobody has corrected or confirmed a fact in this time.')}>
          {t('Each fact that a person saves on a client’s sheet counts: as right where they keep it, as wrong where they change it.')}
        </Empty>
      ) : (
        <>
          <p className={classes['lead']}>
            {words('{share} of {count} facts that people looked at had been right.', { share: <strong>{percent(total.share)}</strong> }, { count: total.all })}
          </p>
          <p className={classes['small']}>
            {t('People look where something seems wrong, so among all facts the share is higher.')}
          </p>
          <div className={classes['scroll']} tabIndex={0} role="region" aria-label={t('Accuracy by field')}>
            <table>
              <thead>
                <tr>
                  <th scope="col">{t('Field')}</th>
                  <th scope="col" className={classes['name']}>
                    {t('Right')}
                  </th>
                  <th scope="col">{t('Wrong')}</th>
                  <th scope="col">{t('Missed')}</th>
                  <th scope="col">{t('Invented')}</th>
                </tr>
              </thead>
              <tbody>
                {accuracyBy(reviews, ({ path }) => path).map(([path, accuracy]) => (
                  <tr key={path}>
                    <th scope="row">{factLabel(path)}</th>
                    <td className={classes['bar']}>
                      <RightShare of={accuracy} />
                    </td>
                    <td>{count(accuracy.wrong)}</td>
                    <td>{count(accuracy.missed)}</td>
                    <td>{count(accuracy.invented)}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
          <div className={classes['columns']}>
            <div>
              <h3>{t('Week by week')}</h3>
              <ul>
                {accuracyByWeek(reviews).map(([week, accuracy]) => (
                  <li key={week}>
                    <Day day={week} />
                    <RightShare of={accuracy} />
                  </li>
                ))}
              </ul>
            </div>
            <div>
              <h3>{t('By reader')}</h3>
              <ul>
                {readers.map(([reader, accuracy]) => (
                  <li key={reader}>
                    <span>{readerName(reader)}</span>
                    <RightShare of={accuracy} />
                  </li>
                ))}
              </ul>
            </div>
          </div>
        </>
      )}
    </section>
  );
}

function RightShare({ of: { share, right, all } }: { of: Accuracy }) {
  return <Share label={t('Right')} share={share} text={t('{share}, {n} of {all}', { share: percent(share), n: right, all })} />;
}
