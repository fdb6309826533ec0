import { Button } from '@mantine/core';
import { IconUpload } from '@tabler/icons-react';
import { useState } from 'react';

import { t } from '@/lib/i18n';

import { ImportDialog } from './ImportDialog';
import type { ImportInfo } from './types';

export function ImportButton({ info, onDone }: { info: ImportInfo; onDone: () => void }) {
  const [opened, setOpened] = useState(false);
  return (
    <>
      <Button variant="default" leftSection={<IconUpload size={16} aria-hidden="true" />} onClick={() => setOpened(true)}>
        {t('Import CSV')}
      </Button>
      {opened && <ImportDialog info={info} onClose={() => setOpened(false)} onDone={onDone} />}
    </>
  );
}
