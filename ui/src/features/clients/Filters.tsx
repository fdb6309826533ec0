import { Select } from '@mantine/core';

import type { UserRef } from '@/api/types';
import type { DeskSearch } from '@/lib/search';
import { SearchField } from '@/ui/SearchField';

import classes from './Filters.module.css';

interface FiltersProps {
  search: DeskSearch;
  people: readonly UserRef[];
  onChange: (change: Partial<DeskSearch>) => void;
}

/** Everything that narrows the list, all of it kept in the address. */
export function Filters({ search, people, onChange }: FiltersProps) {
  const pick = (key: keyof DeskSearch, label: string, data: { value: string; label: string }[], empty: string) => (
    <Select
      aria-label={label}
      placeholder={empty}
      data={data}
      value={search[key] ?? null}
      onChange={(value) => onChange({ [key]: value ?? undefined })}
      clearable
      searchable={key === 'csm'}
      className={classes['pick'] ?? ''}
      data-set={search[key] ? true : undefined}
      clearButtonProps={{ 'aria-label': `Clear: ${label}` }}
    />
  );
  return (
    <div className={classes['filters']} role="search" aria-label="Clients">
      <SearchField
        label="Search name, email or phone"
        value={search.q ?? ''}
        onSearch={(q) => onChange({ q: q || undefined })}
        className={classes['search'] ?? ''}
      />
      {pick(
        'csm',
        'Worked by',
        [{ value: 'none', label: 'Unassigned' }, ...people.map(({ id, name }) => ({ value: id, label: name }))],
        'Anyone',
      )}
      {pick(
        'urgency',
        'Urgency',
        [
          { value: 'high', label: 'Urgent' },
          { value: 'medium', label: 'Medium urgency' },
          { value: 'low', label: 'Low urgency' },
        ],
        'Any urgency',
      )}
      {pick(
        'sentiment',
        'Sentiment',
        [
          { value: 'positive', label: 'Positive' },
          { value: 'neutral', label: 'Neutral' },
          { value: 'negative', label: 'Negative' },
        ],
        'Any sentiment',
      )}
      {pick(
        'captured',
        'Contact details',
        [
          { value: 'false', label: 'Incomplete contact' },
          { value: 'any', label: 'All, also incomplete' },
        ],
        'Complete leads',
      )}
    </div>
  );
}
