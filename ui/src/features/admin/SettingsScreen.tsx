import { Button, Drawer } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { IconHistory } from '@tabler/icons-react';

import { settingsQuery, useCan } from '@/api/session';
import { useSaveSetting } from '@/api/settings';
import type { Setting } from '@/api/types';
import { fromCode } from '@/lib/format';
import { heard, t } from '@/lib/i18n';
import { Page } from '@/ui/Page';
import { SearchField } from '@/ui/SearchField';
import { Empty, Failure, Lines, Loading } from '@/ui/states';
import { done } from '@/ui/toast';

import { History } from './resource/History';
import { SettingRow } from './SettingRow';
import classes from './SettingsScreen.module.css';

/** How the desk behaves; each setting by its kind, saved on its own. */
export function SettingsScreen() {
  const seesHistory = useCan()('audit.view');
  const { q = '', tab } = useSearch({ from: '/desk/admin/settings' });
  const navigate = useNavigate({ from: '/admin/settings' });
  const settings = useQuery(settingsQuery);
  const save = useSaveSetting({ done: () => done(t('Setting saved.')) });
  const shown = (settings.data ?? []).filter((setting) => says(setting, q));
  return (
    <Page
      title={t('Settings')}
      width="text"
      actions={
        seesHistory && (
          <Button
            variant="default"
            leftSection={<IconHistory size={16} aria-hidden="true" />}
            onClick={() => void navigate({ search: (old) => ({ ...old, tab: 'history' }) })}
          >
            {t('History')}
          </Button>
        )
      }
    >
      <SearchField
        label={t('Search settings')}
        value={q}
        onSearch={(text) => void navigate({ search: (old) => ({ ...old, q: text || undefined }), replace: true })}
      />
      {settings.isPending && (
        <Loading what={t('settings')}>
          <div className={classes['card']}>
            <Lines count={8} height={40} />
          </div>
        </Loading>
      )}
      {settings.isError && !settings.data && <Failure error={settings.error} onRetry={() => void settings.refetch()} />}
      {settings.data && shown.length === 0 && <Empty compact title={t('Nothing fits')} />}
      {shown.length > 0 && (
        <ul className={classes['card']}>
          {shown.map((setting) => (
            <li key={setting.key}>
              <SettingRow
                setting={setting}
                onSave={async (value, seen) => {
                  const { results } = await save.mutateAsync({ key: setting.key, value, seen });
                  return results.find(({ key }) => key === setting.key)?.value;
                }}
              />
            </li>
          ))}
        </ul>
      )}
      {seesHistory && (
        <Drawer
          opened={tab === 'history'}
          onClose={() => void navigate({ search: (old) => ({ ...old, tab: undefined }) })}
          position="right"
          size="min(520px, 100%)"
          title={t('History of the settings')}
          closeButtonProps={{ 'aria-label': t('Close') }}
        >
          <History kind="setting" id="desk" />
        </Drawer>
      )}
    </Page>
  );
}

/** Whether a setting's name or description holds each of the words. */
function says({ key, description }: Setting, q: string): boolean {
  const text = `${fromCode(key)} ${key} ${heard(description)}`.toLocaleLowerCase();
  return q.toLocaleLowerCase().split(/\s+/).every((word) => text.includes(word));
}
