import { Button } from '@mantine/core';
import { IconDownload } from '@tabler/icons-react';
import { useState } from 'react';

import { exportFile, exportAddress } from '@/api/export';
import { t } from '@/lib/i18n';

import { done, failed } from '../toast';

interface ExportButtonProps {
  /** The list, as `/export/` calls it. */
  name: string;
  /** What the list is narrowed by: only that is exported. */
  query: Readonly<Record<string, string>>;
}

/** Takes the list, as it is narrowed and ordered, into a CSV file. */
export function ExportButton({ name, query }: ExportButtonProps) {
  const [busy, setBusy] = useState(false);
  const icon = <IconDownload size={16} aria-hidden="true" />;
  const address = exportAddress(name, query);
  if (address) {
    return (
      <Button component="a" href={address} download variant="default" leftSection={icon}>
        {t('Export CSV')}
      </Button>
    );
  }
  const save = async () => {
    setBusy(true);
    try {
      if (await exportFile(name, query)) done(t('The file was saved.'));
    } catch (error) {
      failed(t('The export failed'), error);
    } finally {
      setBusy(false);
    }
  };
  return (
    <Button variant="default" leftSection={icon} loading={busy} onClick={() => void save()}>
      {t('Export CSV')}
    </Button>
  );
}
