import { Button } from '@mantine/core';

import { t } from '@/lib/i18n';
import { Empty } from '@/ui/states';

/** Nobody to show: because of the filters, or because nobody came yet. */
export function NoClients({ narrowed, onClear }: { narrowed: boolean; onClear: () => void }) {
  if (!narrowed) {
    return (
      <Empty title={t('No leads yet')}>
        {t('As soon as a visitor tells the chatbot their name, email and phone, the lead appears here by itself.')}
      </Empty>
    );
  }
  return (
    <Empty
      title={t('No client fits these filters')}
      action={
        <Button variant="default" onClick={onClear}>
          {t('Clear all filters')}
        </Button>
      }
    />
  );
}
