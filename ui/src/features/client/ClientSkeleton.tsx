
import { t } from '@/lib/i18n';
import { Lines, Loading } from '@/ui/states';

import classes from './ClientScreen.module.css';
import header from './Header.module.css';
import track from './StageTrack.module.css';

/** The client page before its client: the same parts in the same places. */
export function ClientSkeleton() {
  return (
    <Loading what={t('the client')}>
      <div className={classes['screen']}>
        <h1 className="visually-hidden">{t('Client')}</h1>
        <div className={header['header']} style={{ minHeight: 56 }}>
          <div style={{ width: 320 }}>
            <Lines count={2} />
          </div>
        </div>
        <div className={track['track']} style={{ minHeight: 44 }} />
        <div className={classes['panels']} data-panel="facts">
          {['talk', 'facts', 'work'].map((part, index) => (
            <section key={part} className={classes[part]}>
              <div style={{ padding: 24 }}>
                <Lines count={10 - index * 2} height={index === 0 ? 34 : 18} />
              </div>
            </section>
          ))}
        </div>
      </div>
    </Loading>
  );
}
