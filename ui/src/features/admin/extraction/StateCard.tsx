import { Link } from '@tanstack/react-router';

import { useCan } from '@/api/session';
import type { ExtractionReport } from '@/api/types';
import { dollars, span } from '@/lib/format';
import { heard, t } from '@/lib/i18n';
import { readerName } from '@/lib/reader';

import classes from './ExtractionScreen.module.css';
import { Share } from './Share';

/** Who reads now, and what of the day's budget is left. */
export function StateCard({ report: { extractor, state, budget } }: { report: ExtractionReport }) {
  const maySet = useCan()('setting.manage');
  const { title, text, calm } = told(state, readerName(extractor));
  return (
    <section className={classes['card']} aria-labelledby="extraction-state">
      <h2 id="extraction-state">{t('Now')}</h2>
      <p className={classes['state']} data-calm={calm || undefined} role="status">
        <strong>{title}</strong>
        <span>{text}</span>
      </p>
      <h3>{t('Budget of the day')}</h3>
      {budget.daily_micros === null ? (
        <p>
          {t('{sum} spent today, without a limit.', { sum: dollars(budget.spent_micros) })}
        </p>
      ) : (
        <Share
          label={t('Budget spent')}
          share={Math.min(1, budget.spent_micros / budget.daily_micros)}
          text={t('{spent} of {limit} spent today, {left} left', {
            spent: dollars(budget.spent_micros),
            limit: dollars(budget.daily_micros),
            left: dollars(budget.left_micros ?? 0),
          })}
          tone={budget.left_micros === 0 ? 'bad' : 'good'}
        />
      )}
      {maySet && (
        <p className={classes['small']}>
          <Link to="/admin/settings/">{t('Switch the model off or set its budget')}</Link>
        </p>
      )}
    </section>
  );
}

function told(state: ExtractionReport['state'], reader: string): { title: string; text: string; calm: boolean } {
  switch (state.state) {
    case 'ready':
      return { title: t('{reader} reads each conversation', { reader }), text: t('Rivo’s rules check it and fill in what it misses.'), calm: true };
    case 'rules_only':
      return { title: t('Rivo’s rules read each conversation'), text: t('No model is set up, and nothing leaves this server.'), calm: true };
    case 'switched_off':
      return { title: t('The model is switched off'), text: t('Rivo’s rules read until it is switched on again.'), calm: false };
    case 'budget_spent':
      return { title: t('The day’s budget is spent'), text: t('Rivo’s rules read until midnight UTC.'), calm: false };
    case 'paused':
      return {
        title: t('{reader} is left alone for {span}', { reader, span: state.seconds < 60 ? t('a moment') : span(state.seconds) }),
        text: `${heard(state.reason)} ${t('What the rules found stands meanwhile; the conversations wait and are read then.')}`,
        calm: false,
      };
  }
}
