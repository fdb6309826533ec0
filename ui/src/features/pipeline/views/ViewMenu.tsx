import { Button, Menu } from '@mantine/core';
import { IconBookmark, IconBookmarkFilled, IconChevronDown, IconDeviceFloppy, IconPencil, IconPlus, IconRefresh, IconTrash, IconUsers } from '@tabler/icons-react';
import { useState } from 'react';

import { useCan, useDirectory, useMe, useStages } from '@/api/session';
import { standing } from '@/api/standing';
import type { SavedView } from '@/api/types';
import { t } from '@/lib/i18n';
import type { DeskSearch } from '@/lib/search';
import { Confirm } from '@/ui/Confirm';
import { failureText } from '@/ui/states';
import type { ColumnLayout } from '@/ui/grid/useColumnChoice';
import { done, failed } from '@/ui/toast';

import { useViewChanges, useViews } from './api';
import { changeOf, seenOf } from './change';
import { definitionOf, definitionSaid, searchOf, showsTheSame } from './definition';
import { ViewContest } from './ViewContest';
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
  const [contest, setContest] = useState<SavedView | null>(null);
  const [opened, setOpened] = useState<SavedView | null>(null);
  const names = { people: useDirectory().data ?? [], graph: useStages().data };
  const all = views.data ?? [];
  const open = all.find(({ id }) => id === search.view);
  const mayChange = (view: SavedView) => view.owner.id === me.id || (view.shared && may('setting.manage'));
  // As it was when it was opened: what a colleague saved since was not seen.
  if (open?.id !== opened?.id) setOpened(open ?? null);
  const definition = definitionOf(search, layout);
  const differs = open !== undefined && !showsTheSame(open, { definition });
  const go = (view: SavedView) => {
    setOpened(view);
    onOpen({ ...searchOf(view), view: view.id });
  };
  const save = (seen: SavedView) =>
    update.mutate(
      { id: seen.id, change: { definition }, seen: { definition: seen.definition } },
      {
        onSuccess: (saved) => {
          setOpened(saved);
          setContest(null);
          done(t('“{view}” is saved.', { view: saved.name }));
        },
        onError: (error) => {
          const stands = standing(error) as SavedView | null;
          setContest(stands);
          if (!stands) failed(t('The view was not saved'), error);
        },
      },
    );
  const item = (view: SavedView) => (
    <Menu.Item
      key={view.id}
      leftSection={view.shared ? <IconUsers size={15} aria-hidden="true" /> : <IconBookmark size={15} aria-hidden="true" />}
      onClick={() => go(view)}
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
              onClick={() => save(opened ?? open)}
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
        onSave={async (wished, seen) => {
          if (form === 'new') {
            const made = await create.mutateAsync({ ...wished, definition });
            onNamed(made.id);
            done(t('“{view}” is saved.', { view: wished.name }));
          } else if (form) await update.mutateAsync({ id: form.id, change: changeOf(seen, wished), seen: seenOf(seen, wished) });
        }}
        onClose={() => setForm(null)}
      />
      <ViewContest
        stands={contest}
        mine={definition}
        busy={update.isPending}
        onChoose={(which) => {
          if (!contest) return;
          if (which === 'mine') save(contest);
          else {
            go(contest);
            setContest(null);
          }
        }}
        onClose={() => setContest(null)}
      />
      <Confirm
        opened={doomed !== null}
        title={t('Delete this view?')}
        action={t('Delete')}
        danger
        onConfirm={async () => {
          if (!doomed) return;
          try {
            await remove.mutateAsync(doomed);
          } catch (error) {
            setDoomed((standing(error) as SavedView | null) ?? doomed);
            throw error;
          }
          onNamed(undefined);
        }}
        onClose={() => setDoomed(null)}
      >
        {doomed && <p>{`${doomed.name}: ${definitionSaid(doomed, names)}`}</p>}
        {doomed?.shared ? t('Everybody loses it. No client is touched.') : t('No client is touched.')}
      </Confirm>
    </>
  );
}
