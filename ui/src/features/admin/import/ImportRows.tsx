import { Checkbox } from '@mantine/core';
import { useState } from 'react';

import type { ImportResult, ImportRow } from '@/api/types';
import { heard, t } from '@/lib/i18n';

import classes from './Import.module.css';
import type { ImportInfo } from './types';

/** As many rows as anybody looks through before importing. */
const shownRows = 200;

const told: Record<ImportRow['status'], string> = {
  new: t('To import'),
  duplicate: t('There already'),
  invalid: t('Has errors'),
  created: t('Imported'),
  failed: t('Failed'),
};

/** Each row of the file: what it says, what becomes of it, and what is wrong with which field. */
export function ImportRows({ info, result: { rows, mapping } }: { info: ImportInfo; result: ImportResult }) {
  const [onlyBad, setOnlyBad] = useState(false);
  const bad = rows.filter(isBad);
  const wanted = onlyBad && bad.length > 0 ? bad : rows;
  const fields = info.fields.filter(({ name }) => name in mapping);
  return (
    <>
      {bad.length > 0 && bad.length < rows.length && (
        <Checkbox label={t('Only rows with errors')} checked={onlyBad} onChange={(event) => setOnlyBad(event.currentTarget.checked)} />
      )}
      <div className={classes['scroll']} tabIndex={0} role="region" aria-label={t('Rows of the file')}>
        <table className={classes['rows']}>
          <thead>
            <tr>
              <th scope="col">{t('Line')}</th>
              <th scope="col">{t('What happens')}</th>
              {fields.map(({ name, label }) => (
                <th key={name} scope="col">
                  {label}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {wanted.slice(0, shownRows).map((row) => (
              <tr key={row.line} data-bad={isBad(row) || undefined}>
                <td>{row.line}</td>
                <td>
                  {row.duplicate_of ? <a href={info.pageOf(row.duplicate_of)}>{told[row.status]}</a> : told[row.status]}
                  <Errors sentences={otherErrors(row, fields)} />
                </td>
                {fields.map(({ name }) => (
                  <td key={name}>
                    {row.values[name] ?? ''}
                    <Errors sentences={row.errors?.[name] ?? []} />
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {wanted.length > shownRows && <p className={classes['help']}>{t('The first {n} rows are shown.', { n: shownRows })}</p>}
    </>
  );
}

const isBad = ({ status }: ImportRow) => status === 'invalid' || status === 'failed';

/** What is wrong with no field that is shown. */
const otherErrors = ({ errors }: ImportRow, fields: ImportInfo['fields']) =>
  Object.entries(errors ?? {}).flatMap(([field, sentences]) => (fields.some(({ name }) => name === field) ? [] : sentences));

function Errors({ sentences }: { sentences: readonly string[] }) {
  if (sentences.length === 0) return null;
  return <small className={classes['error']}>{sentences.map(heard).join(' ')}</small>;
}
