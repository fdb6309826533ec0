import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';

import { keys } from '@/api/keys';
import { settingsQuery } from '@/api/session';
import { updateSettings } from '@/api/staff';
import type { Setting } from '@/api/types';
import { t } from '@/lib/i18n';
import { Page } from '@/ui/Page';
import { Failure, Lines, Loading } from '@/ui/states';
import { done } from '@/ui/toast';

import { SettingRow } from './SettingRow';
import classes from './SettingsScreen.module.css';

/** How the desk behaves; each setting by its kind, saved on its own. */
export function SettingsScreen() {
  const cache = useQueryClient();
  const settings = useQuery(settingsQuery);
  const save = useMutation({
    mutationFn: ({ key, value }: { key: string; value: unknown }) => updateSettings({ [key]: value }),
    onMutate: ({ key, value }) => {
      const before = cache.getQueryData<Setting[]>(keys.admin('settings'));
      cache.setQueryData<Setting[]>(keys.admin('settings'), (rows) =>
        rows?.map((row) => (row.key === key ? { ...row, value: value ?? row.default } : row)),
      );
      return before;
    },
    onSuccess: () => done(t('Setting saved.')),
    onError: (_error, _input, before) => {
      cache.setQueryData(keys.admin('settings'), before);
    },
    onSettled: () => cache.invalidateQueries({ queryKey: keys.admin('settings') }),
  });
  return (
    <Page title={t('Settings')} width="text">
      {settings.isPending && (
        <Loading what={t('settings')}>
          <div className={classes['card']}>
            <Lines count={8} height={40} />
          </div>
        </Loading>
      )}
      {settings.isError && !settings.data && <Failure error={settings.error} onRetry={() => void settings.refetch()} />}
      {settings.data && (
        <ul className={classes['card']}>
          {settings.data.map((setting) => (
            <li key={setting.key}>
              <SettingRow
                setting={setting}
                onSave={(value) => save.mutateAsync({ key: setting.key, value })}
              />
            </li>
          ))}
        </ul>
      )}
    </Page>
  );
}
