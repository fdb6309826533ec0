import { Button, Menu } from '@mantine/core';
import { IconBookmark, IconBookmarkFilled, IconChevronDown, IconDeviceFloppy, IconPencil, IconPlus, IconRefresh, IconTrash, IconUsers } from '@tabler/icons-react';
import { useState } from 'react';

import { useCan, useMe } from '@/api/session';
import type { SavedView } from '@/api/types';
import { t } from '@/lib/i18n';
import { readDeskSearch, type DeskSearch } from '@/lib/search';
import { Confirm } from '@/ui/Confirm';
import { failureText } from '@/ui/states';
import { readLayout, type ColumnLayout } from '@/ui/grid/useColumnChoice';
import { done, failed } from '@/ui/toast';

import { useViewChanges, useViews } from './api';
import { ViewForm } from './ViewForm';

interface ViewMenuProps {
  search: DeskSearch;
  layout: ColumnLayout;
  onOpen: (search: DeskSearch) => void;
  /** The view that is open is another one from now on, or none. */
  onNamed: (id: string | undefined) => void;
}

/** The views somebody saved or shares: filters, order, columns, and whether it is a board. */
export function ViewMenu({ search, layout, onOpen, onNamed }: ViewMenuProps) {
  const views = useViews();
  const me = useMe();
  const may = useCan();
  const { create, update, remove } = useViewChanges();
  const [form, setForm] = useState<'new' | SavedView | null>(null);
  const [doomed, setDoomed] = useState<SavedView | null>(null);
  const all = views.data ?? [];
  const open = all.find(({ id }) => id === search.view);
  const mayChange = (view: SavedView) => view.owner.id === me.id || (view.shared && may('setting.manage'));
  const definition = definitionOf(search, layout);
  const differs = open !== undefined && JSON.stringify(definitionOf(readDeskSearch(searchOf(open)), readLayout(open.definition['columns']))) !== JSON.stringify(definition);
  const item = (view: SavedView) => (
    <Menu.Item
      key={view.id}
      leftSection={view.shared ? <IconUsers size={15} aria-hidden="true" /> : <IconBookmark size={15} aria-hidden="true" />}
      onClick={() => onOpen({ ...readDeskSearch(searchOf(view)), view: view.id })}
      {...(view === open ? { 'aria-current': true } : {})}
    >
      {view.name}
    </Menu.Item>
  );
  const own = all.filter(({ owner }) => owner.id === me.id);
  const others = all.filter(({ owner }) => owner.id !== me.id);

  return (
    <>
      <Menu position="bottom-start">
        <Menu.Target>
          <Button
            variant="default"
            leftSection={open ? <IconBookmarkFilled size={15} aria-hidden="true" /> : <IconBookmark size={15} aria-hidden="true" />}
            rightSection={<IconChevronDown size={14} aria-hidden="true" />}
          >
            {open ? (differs ? t('{view}, changed', { view: open.name }) : open.name) : t('Views')}
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          {views.isError && !views.data && (
            <>
              <Menu.Label>{t('The views could not be loaded: {why}', { why: failureText(views.error) })}</Menu.Label>
              <Menu.Item leftSection={<IconRefresh size={15} aria-hidden="true" />} closeMenuOnClick={false} onClick={() => void views.refetch()}>
                {t('Try again')}
              </Menu.Item>
              <Menu.Divider />
            </>
          )}
          {own.length > 0 && <Menu.Label>{t('My views')}</Menu.Label>}
          {own.map(item)}
          {others.length > 0 && <Menu.Label>{t('Shared with me')}</Menu.Label>}
          {others.map(item)}
          {all.length > 0 && <Menu.Divider />}
          {open && differs && mayChange(open) && (
            <Menu.Item
              leftSection={<IconDeviceFloppy size={15} aria-hidden="true" />}
              onClick={() =>
                update.mutate(
                  { id: open.id, change: { definition } },
                  {
                    onSuccess: () => done(t('“{view}” is saved.', { view: open.name })),
                    onError: (error) => failed(t('The view was not saved'), error),
                  },
                )
              }
            >
              {t('Save the changes')}
            </Menu.Item>
          )}
          <Menu.Item leftSection={<IconPlus size={15} aria-hidden="true" />} onClick={() => setForm('new')}>
            {t('Save as a new view…')}
          </Menu.Item>
          {open && mayChange(open) && (
            <>
              <Menu.Item leftSection={<IconPencil size={15} aria-hidden="true" />} onClick={() => setForm(open)}>
                {t('Name and sharing…')}
              </Menu.Item>
              <Menu.Item leftSection={<IconTrash size={15} aria-hidden="true" />} onClick={() => setDoomed(open)}>
                {t('Delete this view…')}
              </Menu.Item>
            </>
          )}
        </Menu.Dropdown>
      </Menu>
      <ViewForm
        view={form}
        onSave={async (name, shared) => {
          if (form === 'new') {
            const made = await create.mutateAsync({ name, shared, definition });
            onNamed(made.id);
            done(t('“{view}” is saved.', { view: name }));
          } else if (form) await update.mutateAsync({ id: form.id, change: { name, shared } });
        }}
        onClose={() => setForm(null)}
      />
      <Confirm
        opened={doomed !== null}
        title={t('Delete this view?')}
        action={t('Delete')}
        danger
        onConfirm={async () => {
          if (!doomed) return;
          await remove.mutateAsync(doomed);
          onNamed(undefined);
        }}
        onClose={() => setDoomed(null)}
      >
        {doomed?.shared ? t('Everybody loses it. No client is touched.') : t('No client is touched.')}
      </Confirm>
    </>
  );
}

const searchOf = ({ definition }: SavedView): Record<string, unknown> => {
  const { search } = definition;
  return typeof search === 'object' && search !== null ? { ...search } : {};
};

/** What a view keeps; in one order, so that two can be compared. */
function definitionOf(search: DeskSearch, layout: ColumnLayout): Record<string, unknown> {
  const kept = Object.entries(search).filter(([key, value]) => key !== 'view' && value !== undefined);
  return { search: Object.fromEntries(kept.sort(([a], [b]) => (a < b ? -1 : 1))), columns: layout };
}
