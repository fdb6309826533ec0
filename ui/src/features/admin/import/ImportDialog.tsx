import { Button, FileButton, Group, Modal, Select } from '@mantine/core';
import { IconFileSpreadsheet, IconUpload } from '@tabler/icons-react';
import { useState, type DragEvent } from 'react';

import { saveFile } from '@/api/device';
import type { ImportResult } from '@/api/types';
import { t } from '@/lib/i18n';
import { Progress } from '@/ui/Progress';
import { useLeaveGuard } from '@/ui/useLeaveGuard';

import classes from './Import.module.css';
import { ImportRows } from './ImportRows';
import type { ImportInfo } from './types';
import { useImport } from './useImport';

interface ImportDialogProps {
  info: ImportInfo;
  onClose: () => void;
  /** Told when rows were made. */
  onDone: () => void;
}

/** Takes rows from a CSV file: choose it, see what would happen, say which column is which, import. */
export function ImportDialog({ info, onClose, onDone }: ImportDialogProps) {
  const { state, choose, map, run, reset } = useImport(info, onDone);
  const { file, result, done, busy, problem } = state;
  const { asking, question } = useLeaveGuard({
    holds: () => busy === 'importing',
    title: t('Leave while rows are imported?'),
    text: t('They go on being imported, but nobody is told which of them failed.'),
  });
  // What became of the rows is told here and nowhere else.
  const close = () => {
    if (busy !== 'importing') onClose();
  };
  const ready = result?.rows.filter(({ status }) => status === 'new').length ?? 0;
  return (
    <Modal
      opened
      onClose={close}
      closeOnEscape={!asking}
      size="min(980px, 100%)"
      title={info.title}
      closeOnClickOutside={file === null}
      closeButtonProps={{ 'aria-label': t('Close'), disabled: busy === 'importing' }}
    >
      <div className={classes['body']}>
        {result === null && <Chooser info={info} busy={busy !== null} onFile={(chosen) => void choose(chosen)} />}
        {busy && <Progress label={busy === 'importing' ? t('Importing') : t('Reading the file')} done={0} total={0} />}
        {problem && (
          <p role="alert" className={classes['problem']}>
            {problem}
          </p>
        )}
        {result && (
          <>
            {!done && <Mapping info={info} result={result} busy={busy !== null} onMap={map} />}
            <p role="status" className={classes['sum']}>
              {done
                ? t('{created} imported, {duplicates} there already, {failed} failed.', sums(result))
                : t('{created} to import, {duplicates} there already, {failed} with errors.', sums(result))}
            </p>
            <ImportRows info={info} result={result} />
          </>
        )}
      </div>
      <Group justify="flex-end" gap="xs" className={classes['foot'] ?? ''}>
        {result && (
          <Button variant="subtle" color="gray" onClick={reset} disabled={busy !== null}>
            {t('Another file')}
          </Button>
        )}
        <Button variant="default" onClick={close} disabled={busy === 'importing'}>
          {done ? t('Close') : t('Cancel')}
        </Button>
        {result && !done && (
          <Button onClick={run} loading={busy !== null} disabled={ready === 0}>
            {t('Import {count} rows', { count: ready })}
          </Button>
        )}
      </Group>
      {question}
    </Modal>
  );
}

const sums = ({ created, duplicates, failed }: ImportResult) => ({ created, duplicates, failed });

function Chooser({ info, busy, onFile }: { info: ImportInfo; busy: boolean; onFile: (file: File) => void }) {
  const [over, setOver] = useState(false);
  const drop = (event: DragEvent) => {
    event.preventDefault();
    setOver(false);
    const [file] = event.dataTransfer.files;
    if (file) onFile(file);
  };
  const heads = info.fields.map(({ name }) => name).join(',');
  return (
    <div
      className={classes['drop']}
      data-over={over || undefined}
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={drop}
    >
      <IconFileSpreadsheet size={36} stroke={1.3} aria-hidden="true" />
      <p>{t('Drop a CSV file here, or choose one.')}</p>
      <p className={classes['help']}>{info.help}</p>
      <Group gap="xs" justify="center">
        <FileButton accept=".csv,text/csv,text/plain" onChange={(file) => file && onFile(file)}>
          {(props) => (
            <Button {...props} loading={busy} leftSection={<IconUpload size={16} aria-hidden="true" />} data-autofocus>
              {t('Choose a file')}
            </Button>
          )}
        </FileButton>
        <Button
          variant="default"
          onClick={() => void saveFile(`${info.name}.csv`, new Blob([`${heads}\r\n`], { type: 'text/csv' }))}
        >
          {t('Empty template')}
        </Button>
      </Group>
    </div>
  );
}

interface MappingProps {
  info: ImportInfo;
  result: ImportResult;
  busy: boolean;
  onMap: (field: string, column: string | null) => void;
}

/** Which column of the file is which field. */
function Mapping({ info, result: { columns, mapping }, busy, onMap }: MappingProps) {
  return (
    <fieldset className={classes['mapping']}>
      <legend>{t('Columns of the file')}</legend>
      {info.fields.map(({ name, label }) => (
        <Select
          key={name}
          label={label}
          placeholder={t('Not in the file')}
          clearable
          clearButtonProps={{ 'aria-label': t('Clear: {what}', { what: label }) }}
          disabled={busy}
          data={columns.filter((column, index) => column !== '' && columns.indexOf(column) === index)}
          value={mapping[name] ?? null}
          onChange={(column) => onMap(name, column)}
        />
      ))}
    </fieldset>
  );
}
