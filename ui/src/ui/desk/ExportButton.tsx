import { Button } from '@mantine/core';
import { IconDownload } from '@tabler/icons-react';
import { useState } from 'react';

import { t } from '@/lib/i18n';

import { done, failed } from '../toast';

interface ExportButtonProps {
  /** Reads and saves the file; false where they changed their mind. */
  save: () => Promise<boolean>;
  /** Beside what else is done with selected rows. */
  small?: boolean;
}

/** Takes rows into a CSV file, and says where that failed. */
export function ExportButton({ save, small = false }: ExportButtonProps) {
  const [busy, setBusy] = useState(false);
  const run = async () => {
    setBusy(true);
    try {
      // Beside selected rows a message would lie over what else is to be done with them.
      if ((await save()) && !small) done(t('The file was saved.'));
    } catch (error) {
      failed(t('The export failed'), error);
    } finally {
      setBusy(false);
    }
  };
  return (
    <Button
      variant="default"
      size={small ? 'xs' : 'sm'}
      leftSection={<IconDownload size={16} aria-hidden="true" />}
      loading={busy}
      onClick={() => void run()}
    >
      {small ? t('Export') : t('Export CSV')}
    </Button>
  );
}
