import { Drawer, Tabs } from '@mantine/core';
import { useRef, useState, type ReactNode } from 'react';

import { useCan } from '@/api/session';
import { t } from '@/lib/i18n';
import { Failure, Lines, Loading } from '@/ui/states';
import { useLeaveGuard } from '@/ui/useLeaveGuard';

import { History } from './History';
import { ResourceForm } from './ResourceForm';
import { useOpenRow } from './rows';
import type { Resource } from './types';

interface RowDrawerProps<Row> {
  resource: Resource<Row>;
  rows: readonly Row[];
  /** The id of the open row; `new` for one to be made. */
  wanted: string | undefined;
  tab: string | undefined;
  onTab: (tab: string | undefined) => void;
  onClose: () => void;
  onSaved: () => Promise<unknown>;
}

/** The open row: its form, more about it, and its history. */
export function RowDrawer<Row>({ resource, rows, wanted, tab, onTab, onClose, onSaved }: RowDrawerProps<Row>) {
  const [kept, setKept] = useState<string | undefined>(wanted);
  const may = useCan();
  const dirty = useRef(false);
  const [onDirty] = useState(() => (is: boolean) => {
    dirty.current = is;
  });
  const { asking, question } = useLeaveGuard({
    holds: () => dirty.current,
    loses: (from, to) => from.pathname !== to.pathname || openIn(from.search) !== openIn(to.search),
    text: t('What you changed here is not saved.'),
    onLeave: () => onDirty(false),
  });
  // The drawer keeps its content while it slides away.
  if (wanted !== undefined && wanted !== kept) setKept(wanted);
  const isNew = kept === 'new';
  const { row, error } = useOpenRow(resource, rows, kept);
  const isOpen = wanted !== undefined && (!isNew || resource.form?.create !== undefined);

  return (
    <>
      <Drawer
        opened={isOpen}
        onClose={onClose}
        // One Escape answers the question or closes the row, not both.
        closeOnEscape={!asking}
        position="right"
        size="min(520px, 100%)"
        title={isNew ? (resource.newLabel ?? resource.title) : row ? resource.rowName(row) : resource.title}
        closeButtonProps={{ 'aria-label': t('Close') }}
      >
        {isNew && resource.form && (
          <ResourceForm key="new" form={resource.form} row={null} onClose={onClose} onDone={onClose} onSaved={onSaved} onDirty={onDirty} />
        )}
        {!isNew && !row && error && <Failure error={error} />}
        {!isNew && !row && !error && (
          <Loading what={resource.title}>
            <Lines count={6} height={34} />
          </Loading>
        )}
        {!isNew && row && (
          <Parts parts={partsOf(resource, row, may('audit.view'), { onClose, onDone: onClose, onSaved, onDirty })} chosen={tab} onChoose={onTab} />
        )}
      </Drawer>
      {question}
    </>
  );
}

/** Which row an address names. */
const openIn = (search: object) => ('open' in search ? search.open : undefined);

interface Part {
  id: string;
  label: string;
  content: ReactNode;
}

interface Handlers {
  onClose: () => void;
  onDone: () => void;
  onSaved: () => Promise<unknown>;
  onDirty: (dirty: boolean) => void;
}

function partsOf<Row>(resource: Resource<Row>, row: Row, seesAudit: boolean, handlers: Handlers): Part[] {
  const { form, detail, tabs = [], history, rowId } = resource;
  const id = rowId(row);
  const first = (
    <>
      {form?.update && <ResourceForm key={id} form={form} row={row} {...handlers} />}
      {detail?.(row)}
    </>
  );
  return [
    { id: 'details', label: t('Details'), content: first },
    ...tabs.map(({ id: name, label, render }) => ({ id: name, label, content: render(row) })),
    ...(history && seesAudit ? [{ id: 'history', label: t('History'), content: <History kind={history} id={id} /> }] : []),
  ];
}

function Parts({ parts, chosen, onChoose }: { parts: Part[]; chosen: string | undefined; onChoose: (id: string | undefined) => void }) {
  const [first] = parts;
  if (!first || parts.length === 1) return first?.content;
  const current = parts.find(({ id }) => id === chosen) ?? first;
  return (
    <Tabs value={current.id} onChange={(id) => onChoose(id === null || id === first.id ? undefined : id)}>
      <Tabs.List mb="md">
        {parts.map(({ id, label }) => (
          <Tabs.Tab key={id} value={id}>
            {label}
          </Tabs.Tab>
        ))}
      </Tabs.List>
      {parts.map(({ id, content }) => (
        // A form keeps what stands in it while another tab is looked at.
        <Tabs.Panel key={id} value={id} keepMounted={id === first.id}>
          {(id === first.id || id === current.id) && content}
        </Tabs.Panel>
      ))}
    </Tabs>
  );
}
