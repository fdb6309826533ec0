import { Button, Group, Modal, SegmentedControl } from '@mantine/core';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';

import { useStages } from '@/api/session';
import type { Client, StageGraph } from '@/api/types';
import { factGroups, shownValue } from '@/lib/facts';
import { dateTime, phone } from '@/lib/format';
import { t } from '@/lib/i18n';
import { stageLabel } from '@/lib/stage';
import { Failure, failureText, Lines, Loading } from '@/ui/states';
import { undoable } from '@/ui/toast';

import { useClient, useMerge } from './api';
import classes from './MergeDialog.module.css';

interface MergeDialogProps {
  client: Client;
  /** The id of the client that may be the same person. */
  otherId: string;
  opened: boolean;
  onClose: () => void;
}

/** Two clients side by side, which of them stays, and what it takes over from the other. */
export function MergeDialog({ opened, onClose, ...rest }: MergeDialogProps) {
  return (
    <Modal opened={opened} onClose={onClose} size="xl" title={t('One person or two?')} closeButtonProps={{ 'aria-label': t('Close') }}>
      <Sides {...rest} onClose={onClose} />
    </Modal>
  );
}

const nameOf = ({ name }: Client) => name ?? t('Unnamed visitor');

function Sides({ client, otherId, onClose }: Omit<MergeDialogProps, 'opened'>) {
  const other = useClient(otherId);
  const stages = useStages();
  const navigate = useNavigate();
  const [stays, setStays] = useState<'this' | 'other'>('this');
  const merge = useMerge();
  if (other.isPending) {
    return (
      <Loading what={t('the other client')}>
        <Lines count={8} height={22} />
      </Loading>
    );
  }
  if (!other.data) return <Failure compact error={other.error} onRetry={() => void other.refetch()} />;
  const [into, from] = stays === 'this' ? [client, other.data] : [other.data, client];

  const confirm = () =>
    merge.mutate(
      { into: into.id, from: from.id },
      {
        onSuccess: ({ undo }) => {
          onClose();
          undoable(t('{from} was merged into {into}.', { from: nameOf(from), into: nameOf(into) }), undo);
          if (into.id !== client.id) void navigate({ to: '/dashboard/client/$clientId/', params: { clientId: into.id } });
        },
      },
    );

  const rows = rowsOf(into, from, stages.data);
  return (
    <div className={classes['merge']}>
      <SegmentedControl
        aria-label={t('Which one stays')}
        value={stays}
        onChange={(value) => setStays(value === 'this' ? 'this' : 'other')}
        data={[
          { value: 'this', label: t('Keep this one: {name}', { name: nameOf(client) }) },
          { value: 'other', label: t('Keep the other: {name}', { name: nameOf(other.data) }) },
        ]}
      />
      <div className={classes['scroll']} tabIndex={0} role="region" aria-label={t('Both clients')}>
        <table>
          <thead>
            <tr>
              <th scope="col">{t('Field')}</th>
              <th scope="col">{t('Stays')}</th>
              <th scope="col">{t('Ends')}</th>
            </tr>
          </thead>
          <tbody>
            {rows.map(({ label, kept, ended, taken }) => (
              <tr key={label} data-differs={kept !== ended || undefined}>
                <th scope="row">{label}</th>
                <td data-taken={taken || undefined}>
                  {taken ? ended : (kept ?? '—')}
                  {taken && <small>{t('taken over')}</small>}
                </td>
                <td>{ended ?? '—'}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <p>
        {t('Conversations, notes, tasks and history of {name} move over and are read again. A contact detail that differs becomes a question. This can be undone.', {
          name: nameOf(from),
        })}
      </p>
      {merge.error && (
        <p role="alert" className={classes['problem']}>
          {failureText(merge.error)}
        </p>
      )}
      <Group justify="flex-end" gap="xs">
        <Button variant="default" onClick={onClose}>
          {t('Cancel')}
        </Button>
        <Button loading={merge.isPending} onClick={confirm}>
          {t('Merge')}
        </Button>
      </Group>
    </div>
  );
}

interface Row {
  label: string;
  kept: string | null;
  ended: string | null;
  /** Whether what stays gets this from what ends, since it lacks it. */
  taken: boolean;
}

function rowsOf(into: Client, from: Client, graph: StageGraph | undefined): Row[] {
  const row = (label: string, of: (client: Client) => string | null, fills: boolean): Row => {
    const [kept, ended] = [of(into), of(from)];
    return { label, kept, ended, taken: fills && kept === null && ended !== null };
  };
  return [
    row(t('Name'), ({ name }) => name, true),
    row(t('Email'), ({ email }) => email, true),
    row(t('Phone'), (client) => (client.phone === null ? null : phone(client.phone)), true),
    row(t('Stage'), ({ current_stage }) => stageLabel(graph, current_stage), false),
    row(t('Worked by'), ({ assigned_to }) => assigned_to?.name ?? null, false),
    row(t('Here since'), ({ created_at }) => dateTime(created_at), false),
    ...factGroups
      .flatMap(({ facts }) => facts)
      .map(({ path, label }) => row(label, ({ context, context_meta }) => shownValue(context, path, context_meta.facts[path]), true))
      .filter(({ kept, ended }) => kept !== null || ended !== null),
  ];
}
