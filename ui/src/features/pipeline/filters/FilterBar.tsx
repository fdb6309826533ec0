import { Button, Popover, TextInput } from '@mantine/core';
import { IconFilterPlus, IconX } from '@tabler/icons-react';
import { Fragment, useRef, useState, type KeyboardEvent } from 'react';

import { t } from '@/lib/i18n';
import type { DeskSearch } from '@/lib/search';
import { SearchField } from '@/ui/SearchField';
import { useShortcuts } from '@/ui/shortcuts';

import { fields, isNarrowed, isSet, keysOf, without, withoutAny, type FilterField } from './fields';
import classes from './FilterBar.module.css';
import { FilterEditor } from './FilterEditor';
import { saidOf, type Names } from './said';

interface FilterBarProps extends Names {
  search: DeskSearch;
  onChange: (change: Partial<DeskSearch>) => void;
  /** Fields that mean nothing here: a board has its stages as columns. */
  hidden?: readonly FilterField['kind'][];
}

/** What narrows the list, as a sentence: each part opens to be changed, and all of it stands in the address. */
export function FilterBar({ search, onChange, people, graph, hidden = [] }: FilterBarProps) {
  const offered = fields.filter(({ kind }) => !hidden.includes(kind));
  const set = offered.filter((field) => isSet(field, search));
  return (
    <div className={classes['bar']} role="search" aria-label={t('Clients')}>
      <SearchField
        label={t('Search name, email or phone')}
        value={search.q ?? ''}
        onSearch={(q) => onChange({ q: q || undefined })}
        className={classes['search'] ?? ''}
      />
      {set.length > 0 && <span className={classes['word']}>{t('Clients where')}</span>}
      {set.map((field, index) => (
        <Fragment key={field.label}>
          {index > 0 && <span className={classes['word']}>{t('and')}</span>}
          <Chip field={field} search={search} people={people} graph={graph} onChange={onChange} />
        </Fragment>
      ))}
      <Adder offered={offered.filter((field) => !isSet(field, search))} search={search} people={people} graph={graph} onChange={onChange} />
      {isNarrowed(search) && (
        <Button size="compact-sm" variant="subtle" color="gray" onClick={() => onChange(withoutAny())}>
          {t('Clear all filters')}
        </Button>
      )}
    </div>
  );
}

interface PartProps extends Names {
  search: DeskSearch;
  onChange: (change: Partial<DeskSearch>) => void;
}

function Chip({ field, search, onChange, ...names }: PartProps & { field: FilterField }) {
  const [opened, setOpened] = useState(false);
  const said = saidOf(field, search, names);
  return (
    <span className={classes['chip']}>
      <Popover opened={opened} onChange={setOpened} position="bottom-start" shadow="md" trapFocus returnFocus width={260} withinPortal>
        <Popover.Target>
          <button type="button" className={classes['part']} onClick={() => setOpened(field.kind !== 'flag' && !opened)}>
            {field.label} {said && <b>{said}</b>}
          </button>
        </Popover.Target>
        <Popover.Dropdown aria-label={field.label}>
          <FilterEditor field={field} search={search} onChange={onChange} onDone={() => setOpened(false)} {...names} />
        </Popover.Dropdown>
      </Popover>
      <button type="button" className={classes['off']} onClick={() => onChange(without(field))} aria-label={t('Clear: {label}', { label: field.label })}>
        <IconX size={13} aria-hidden="true" />
      </button>
    </span>
  );
}

function Adder({ offered, search, onChange, ...names }: PartProps & { offered: readonly FilterField[] }) {
  const [opened, setOpened] = useState(false);
  const [chosen, setChosen] = useState<FilterField | null>(null);
  const close = () => {
    setOpened(false);
    setChosen(null);
  };
  useShortcuts([{ keys: 'f', label: t('Add a filter'), group: t('Lists'), run: () => setOpened(true) }]);
  const choose = (field: FilterField) => {
    if (field.kind === 'flag') {
      onChange({ [field.key]: true });
      close();
    } else setChosen(field);
  };
  return (
    <Popover opened={opened} onChange={(open) => (open ? setOpened(true) : close())} position="bottom-start" shadow="md" trapFocus returnFocus width={260} withinPortal>
      <Popover.Target>
        <Button size="compact-sm" variant="default" className={classes['add'] ?? ''} leftSection={<IconFilterPlus size={15} aria-hidden="true" />} onClick={() => (opened ? close() : setOpened(true))}>
          {t('Filter')}
        </Button>
      </Popover.Target>
      <Popover.Dropdown aria-label={chosen?.label ?? t('Add a filter')}>
        {chosen ? (
          <>
            <p className={classes['what']}>{chosen.label}</p>
            <FilterEditor key={keysOf(chosen)[0]} field={chosen} search={search} onChange={onChange} onDone={close} {...names} />
          </>
        ) : (
          <Fields offered={offered} onChoose={choose} />
        )}
      </Popover.Dropdown>
    </Popover>
  );
}

/** The fields that can be added: type to narrow, arrows and Enter to take. */
function Fields({ offered, onChoose }: { offered: readonly FilterField[]; onChoose: (field: FilterField) => void }) {
  const [text, setText] = useState('');
  const list = useRef<HTMLDivElement>(null);
  const wanted = text.trim().toLocaleLowerCase();
  const fitting = offered.filter(({ label }) => label.toLocaleLowerCase().includes(wanted));
  const onKeyDown = (event: KeyboardEvent) => {
    const buttons = [...(list.current?.querySelectorAll('button') ?? [])];
    const here = buttons.findIndex((button) => button === document.activeElement);
    const next = { ArrowDown: here + 1, ArrowUp: here - 1 }[event.key];
    if (next === undefined) return;
    event.preventDefault();
    buttons[Math.max(0, Math.min(buttons.length - 1, next))]?.focus();
  };
  return (
    <div onKeyDown={onKeyDown}>
      <TextInput
        aria-label={t('Find a field')}
        placeholder={t('Find a field')}
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key !== 'Enter' || !fitting[0]) return;
          event.preventDefault();
          onChoose(fitting[0]);
        }}
        data-autofocus
      />
      <div ref={list} className={classes['fields']}>
        {fitting.map((field) => (
          <button key={field.label} type="button" className={classes['field']} onClick={() => onChoose(field)}>
            {field.label}
          </button>
        ))}
        {fitting.length === 0 && <p className={classes['none']}>{t('No field by that name.')}</p>}
      </div>
    </div>
  );
}
