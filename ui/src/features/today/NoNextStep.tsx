import { Link } from '@tanstack/react-router';

import type { StageGraph, Today } from '@/api/types';
import { count } from '@/lib/format';
import { t } from '@/lib/i18n';
import { StageTag } from '@/ui/desk/StageTag';
import { TimeAgo } from '@/ui/TimeAgo';
import { useGrowing } from '@/ui/useGrowing';

import { NextStepForm } from './NextStepForm';
import classes from './NoNextStep.module.css';
import { nameOf, NextStepButton, Who } from './QueueItem';
import { unplannedRow, type Work } from './useWork';

/** How many of them a tall window shows. */
const seenAtOnce = 8;

interface NoNextStepProps {
  list: Today['no_next_action'];
  graph: StageGraph | undefined;
  work: Work;
  /** Whose clients they are; undefined: everybody's. */
  csm: string | undefined;
}

/** Open clients with whom nothing is planned. */
export function NoNextStep({ list: { count: all, results }, graph, work, csm }: NoNextStepProps) {
  const drawn = useGrowing(results, seenAtOnce);
  return (
    <section className={classes['section']} aria-labelledby="no-next-step">
      <h2 id="no-next-step">
        {t('No next step')} <span className={classes['count']}>{count(all)}</span>
      </h2>
      {results.length === 0 ? (
        <p className={classes['none']}>{t('Every open client has a next step.')}</p>
      ) : (
        <ul className={classes['list']}>
          {drawn.map((client) => (
            <li key={client.id} data-row={unplannedRow(client.id)} className={classes['row']}>
              <Who client={client} />
              <span className={classes['stage']}>
                <StageTag stage={client.current_stage} graph={graph} />
                <span className={classes['since']}>
                  <TimeAgo at={client.stage_changed_at} lead="for" />
                </span>
              </span>
              {work.mayWrite && <NextStepButton client={client} row={unplannedRow(client.id)} work={work} />}
              {work.opened?.kind === 'next' && work.opened.row === unplannedRow(client.id) && (
                <div className={classes['panel']}>
                  <NextStepForm
                    name={nameOf(client)}
                    timeZone={null}
                    onSave={(title, due) => work.addStep(client, title, due)}
                    onClose={work.close}
                  />
                </div>
              )}
            </li>
          ))}
        </ul>
      )}
      {all > results.length && (
        <p className={classes['none']}>
          <Link to="/dashboard/pipeline/" search={{ as: 'table', no_next_action: true, csm }}>
            {t('{count} more', { count: all - results.length })}
          </Link>
        </p>
      )}
    </section>
  );
}
