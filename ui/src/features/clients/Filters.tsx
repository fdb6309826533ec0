import { Select } from '@mantine/core';

import type { UserRef } from '@/api/types';
import { t } from '@/lib/i18n';
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
      clearButtonProps={{ 'aria-label': t('Clear: {label}', { label }) }}
    />
  );
  return (
    <div className={classes['filters']} role="search" aria-label={t('Clients')}>
      <SearchField
        label={t('Search name, email or phone')}
        value={search.q ?? ''}
        onSearch={(q) => onChange({ q: q || undefined })}
        className={classes['search'] ?? ''}
      />
      {pick(
        'csm',
        t('Worked by'),
        [{ value: 'none', label: t('Unassigned') }, ...people.map(({ id, name }) => ({ value: id, label: name }))],
        t('Anyone'),
      )}
      {pick(
        'urgency',
        t('Urgency'),
        [
          { value: 'high', label: t('Urgent') },
          { value: 'medium', label: t('Medium urgency') },
          { value: 'low', label: t('Low urgency') },
        ],
        t('Any urgency'),
      )}
      {pick(
        'sentiment',
        t('Sentiment'),
        [
          { value: 'positive', label: t('Positive') },
          { value: 'neutral', label: t('Neutral') },
          { value: 'negative', label: t('Negative') },
        ],
        t('Any sentiment'),
      )}
      {pick(
        'captured',
        t('Contact details'),
        [
          { value: 'false', label: t('Incomplete contact') },
          { value: 'any', label: t('All, also incomplete') },
        ],
        t('Complete leads'),
      )}
    </div>
  );
}
