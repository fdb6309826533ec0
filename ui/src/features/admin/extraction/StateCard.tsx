import { Link } from '@tanstack/react-router';

import { useCan } from '@/api/session';
import type { ExtractionReport } from '@/api/types';
import { dollars, span } from '@/lib/format';
import { readerName } from '@/lib/reader';

import classes from './ExtractionScreen.module.css';
import { Share } from './Share';

/** Who reads now, and what of the day's budget is left. */
export function StateCard({ report: { extractor, state, budget } }: { report: ExtractionReport }) {
  const maySet = useCan()('setting.manage');
  const { title, text, calm } = told(state, readerName(extractor));
  return (
    <section className={classes['card']} aria-labelledby="extraction-state">
      <h2 id="extraction-state">Now</h2>
      <p className={classes['state']} data-calm={calm || undefined} role="status">
        <strong>{title}</strong>
        <span>{text}</span>
      </p>
      <h3>Budget of the day</h3>
      {budget.daily_micros === null ? (
        <p>
          {dollars(budget.spent_micros)} spent today, without a limit.
        </p>
      ) : (
        <Share
          label="Budget spent"
          share={Math.min(1, budget.spent_micros / budget.daily_micros)}
          text={`${dollars(budget.spent_micros)} of ${dollars(budget.daily_micros)} spent today, ${dollars(budget.left_micros ?? 0)} left`}
          tone={budget.left_micros === 0 ? 'bad' : 'good'}
        />
      )}
      {maySet && (
        <p className={classes['small']}>
          <Link to="/admin/settings/">Switch the model off or set its budget</Link>
        </p>
      )}
    </section>
  );
}

function told(state: ExtractionReport['state'], reader: string): { title: string; text: string; calm: boolean } {
  switch (state.state) {
    case 'ready':
      return { title: `${reader} reads each conversation`, text: 'Rivo’s rules check it and fill in what it misses.', calm: true };
    case 'rules_only':
      return { title: 'Rivo’s rules read each conversation', text: 'No model is set up, and nothing leaves this server.', calm: true };
    case 'switched_off':
      return { title: 'The model is switched off', text: 'Rivo’s rules read until it is switched on again.', calm: false };
    case 'budget_spent':
      return { title: 'The day’s budget is spent', text: 'Rivo’s rules read until midnight UTC.', calm: false };
    case 'paused':
      return {
        title: `${reader} is left alone for ${state.seconds < 60 ? 'a moment' : span(state.seconds)}`,
        text: `${state.reason} What the rules found stands meanwhile; the conversations wait and are read then.`,
        calm: false,
      };
  }
}
