import { useDirectory } from '@/api/session';
import type { Fact } from '@/api/types';
import { percent } from '@/lib/format';
import { t } from '@/lib/i18n';
import { TimeAgo } from '@/ui/TimeAgo';

import classes from './Proof.module.css';

const sources: Record<Fact['source'], string> = { model: t('Model'), rules: t('Rules'), human: t('Person') };

/** What a fact rests on: the words that were said, who read them, and how sure that is. */
export function Proof({ fact, onShow }: { fact: Fact; onShow: (() => void) | null }) {
  const { evidence, confidence, source, status, by, at, proposed } = fact;
  const people = useDirectory();
  const who = source === 'human' && by ? people.data?.find(({ id }) => id === by)?.name : null;
  return (
    <p className={classes['proof']}>
      {evidence && onShow && (
        // The value above does the same for the keyboard; here it is for the mouse.
        <button type="button" className={classes['quote']} tabIndex={-1} onClick={onShow} aria-hidden="true">
          “{evidence.quote}”
        </button>
      )}
      <span className={classes['source']}>
        {proposed && source !== 'human' && <strong>{t('Read in two ways')}</strong>}
        {status === 'unverified' && <strong>{t('Unverified, no proof found')}</strong>}
        <span>{who ? t('Corrected by {who}', { who }) : source === 'human' ? t('Corrected by a person') : sources[source]}</span>
        {source === 'human' && <TimeAgo at={at} suffix />}
        {source !== 'human' && <Meter confidence={confidence} />}
      </span>
    </p>
  );
}

/** How sure a fact is, as three steps and in words. */
function Meter({ confidence }: { confidence: number }) {
  const steps = confidence >= 0.85 ? 3 : confidence >= 0.6 ? 2 : 1;
  const text = t('{percent} sure', { percent: percent(confidence) });
  return (
    <span className={classes['meter']} data-steps={steps} title={text}>
      <i />
      <i />
      <i />
      <span className="visually-hidden">{text}</span>
    </span>
  );
}
