import { Button, Modal } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';

import type { UserRef } from '@/api/types';
import { count } from '@/lib/format';
import { t } from '@/lib/i18n';

import classes from './BulkBar.module.css';
import { forgetRun, overtakenIn, stopRun, useRun, type Run } from './run';
import { useBegin } from './useBegin';

/** How far a change of many clients is, and at its end whom it left out and why. */
export function RunProgress() {
  const run = useRun();
  const begin = useBegin();
  const [listed, setListed] = useState<Run | null>(null);
  const overtaken = listed ? overtakenIn(listed) : [];
  const doAllTheSame = ({ title, action }: Run) => {
    setListed(null);
    begin({ clients: overtaken }, title, action);
  };
  return (
    <>
      {run && (
        <div className={classes['bar']} role="region" aria-label={t('Progress')} data-run>
          <span role="status">
            {run.title}:{' '}
            {run.phase === 'collecting' && t('{count} clients found…', { count: run.total })}
            {run.phase === 'changing' && t('{done} of {total}', { done: count(run.dealt), total: count(run.total) })}
            {run.phase === 'over' && t('{count} clients done', { count: run.dealt - run.refused.length })}
          </span>
          <progress className={classes['progress']} max={Math.max(1, run.total)} value={run.phase === 'collecting' ? undefined : run.dealt} aria-label={run.title} />
          {run.phase !== 'over' && (
            <Button size="xs" variant="default" disabled={run.stopped} onClick={stopRun}>
              {t('Stop')}
            </Button>
          )}
          {run.phase === 'over' && run.refused.length > 0 && (
            <Button size="xs" variant="default" onClick={() => setListed(run)}>
              {t('{count} refused: see why', { count: run.refused.length })}
            </Button>
          )}
          {run.phase === 'over' && (
            <Button size="xs" variant="subtle" color="gray" onClick={forgetRun}>
              {t('Close')}
            </Button>
          )}
        </div>
      )}
      <Modal opened={listed !== null} onClose={() => setListed(null)} title={t('Left as they were')} closeButtonProps={{ 'aria-label': t('Close') }}>
        <ul className={classes['refused']}>
          {listed?.refused.slice(0, mostListed).map(({ id, name, why, now }, index) => (
            <li key={id || index}>
              {id ? (
                <Link to="/dashboard/client/$clientId/" params={{ clientId: id }}>
                  {name ?? t('Unnamed client')}
                </Link>
              ) : (
                <b>{t('The rest')}</b>
              )}{' '}
              <span>{now && listed.action.type === 'assign' ? heldBy(now.assigned_to) : why}</span>
            </li>
          ))}
        </ul>
        {(listed?.refused.length ?? 0) > mostListed && <p>{t('and {count} more', { count: (listed?.refused.length ?? 0) - mostListed })}</p>}
        {listed && overtaken.length > 0 && (
          <Button mt="md" variant="default" onClick={() => doAllTheSame(listed)}>
            {t('{count} were changed meanwhile: do it all the same', { count: overtaken.length })}
          </Button>
        )}
      </Modal>
    </>
  );
}

const heldBy = (owner: UserRef | null) => (owner ? t('With {name} by now.', { name: owner.name }) : t('With nobody by now.'));

const mostListed = 200;
