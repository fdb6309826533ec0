import { Button, Select } from '@mantine/core';
import { IconAdjustmentsHorizontal } from '@tabler/icons-react';
import { useState } from 'react';

import { useDirectory } from '@/api/session';
import { t } from '@/lib/i18n';
import type { AdminSearch } from '@/lib/search';
import type { GridColumn } from '@/ui/grid/DataGrid';
import { SearchField } from '@/ui/SearchField';

import { DayRange } from './DayRange';
import classes from './Filters.module.css';
import { filterNames, isNarrowed } from './rows';
import type { FilterInfo, Resource } from './types';

interface FiltersProps<Row> {
  resource: Resource<Row>;
  search: AdminSearch;
  onChange: (change: AdminSearch) => void;
}

/** Search, filters and order of a list. Where there is little room, all but the search is folded away. */
export function Filters<Row>({ resource, search, onChange }: FiltersProps<Row>) {
  const { filters = [], columns } = resource;
  const [unfolded, setUnfolded] = useState(false);
  const sortable = columns.filter(({ sort }) => sort);
  const set = filters.filter((filter) => filterNames([filter]).some((name) => search[name])).length;
  if (!resource.search && filters.length === 0 && sortable.length === 0) return null;
  return (
    <div className={classes['filters']} role="search" aria-label={resource.title} data-unfolded={unfolded || undefined}>
      {resource.search && (
        <SearchField
          label={resource.search}
          value={search.q ?? ''}
          onSearch={(q) => onChange({ q: q || undefined })}
          className={classes['search'] ?? ''}
        />
      )}
      {filters.length + sortable.length > 0 && (
        <Button
          className={classes['fold'] ?? ''}
          variant="default"
          leftSection={<IconAdjustmentsHorizontal size={16} aria-hidden="true" />}
          aria-expanded={unfolded}
          onClick={() => setUnfolded(!unfolded)}
        >
          {set > 0 ? t('Filters ({n})', { n: set }) : t('Filters')}
        </Button>
      )}
      {filters.map((filter) => (
        <div key={filter.name} className={classes['filter']}>
          <Filter filter={filter} search={search} onChange={onChange} />
        </div>
      ))}
      {sortable.length > 0 && (
        <div className={classes['order']}>
          <Select
            aria-label={t('Order')}
            allowDeselect={false}
            data={orders(sortable)}
            value={search.order ?? resource.order ?? null}
            placeholder={t('Order')}
            onChange={(order) => onChange({ order: order ?? undefined })}
          />
        </div>
      )}
      {isNarrowed(resource, search) && (
        <Button
          variant="subtle"
          color="gray"
          className={classes['clear'] ?? ''}
          onClick={() => onChange(Object.fromEntries(['q', ...filterNames(filters)].map((name) => [name, undefined])))}
        >
          {t('Clear filters')}
        </Button>
      )}
    </div>
  );
}

function orders<Row>(columns: readonly GridColumn<Row>[]) {
  return columns.flatMap(({ sort = '', label, sortFirst }) => {
    const up = { value: sort, label: t('{column}, ascending', { column: label }) };
    const down = { value: `-${sort}`, label: t('{column}, descending', { column: label }) };
    return sortFirst === 'down' ? [down, up] : [up, down];
  });
}

function Filter({ filter, search, onChange }: { filter: FilterInfo; search: AdminSearch; onChange: (change: AdminSearch) => void }) {
  const { label, name } = filter;
  if (filter.kind === 'days') {
    return (
      <DayRange
        label={label}
        after={search[filter.after]}
        before={search[filter.before]}
        onChange={(after, before) => onChange({ [filter.after]: after, [filter.before]: before })}
      />
    );
  }
  const common = { label, value: search[name], onChange: (value: string | null) => onChange({ [name]: value ?? undefined }) };
  return filter.kind === 'person' ? <Person {...common} /> : <Choice {...common} options={filter.options} />;
}

interface ChoiceProps {
  label: string;
  value: string | undefined;
  options: readonly { value: string; label: string }[];
  onChange: (value: string | null) => void;
}

function Choice({ label, value, options, onChange }: ChoiceProps) {
  return (
    <Select
      aria-label={label}
      placeholder={label}
      clearable
      searchable={options.length > 8}
      clearButtonProps={{ 'aria-label': t('Clear: {what}', { what: label }) }}
      data={[...options]}
      value={value ?? null}
      data-set={value !== undefined || undefined}
      onChange={onChange}
    />
  );
}

function Person(props: Omit<ChoiceProps, 'options'>) {
  const people = useDirectory().data ?? [];
  return <Choice {...props} options={people.map(({ id, name, email }) => ({ value: id, label: name || email }))} />;
}
