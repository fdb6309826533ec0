import { Menu, useMantineColorScheme } from '@mantine/core';
import { useNavigate } from '@tanstack/react-router';
import { IconDeviceDesktop, IconKeyboard, IconLanguage, IconLogout, IconMoon, IconSun, IconUserCircle } from '@tabler/icons-react';

import { keepsCopy } from '@/api/device';
import { useMe } from '@/api/session';
import { language, languages, t, type Language } from '@/lib/i18n';
import { Face } from '@/ui/Face';

import { openCheatSheet } from './cheat-sheet';
import classes from './AccountMenu.module.css';
import { chooseLanguage } from './language';
import { useLeave } from './useLeave';

const schemes = [
  ['light', t('Light'), IconSun],
  ['dark', t('Dark'), IconMoon],
  ['auto', t('As the system'), IconDeviceDesktop],
] as const;

/** Who is logged in, how the page looks, and the way out. */
export function AccountMenu({ folded }: { folded: boolean }) {
  const user = useMe();
  const navigate = useNavigate();
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  const name = `${user.first_name} ${user.last_name}`.trim() || user.email;

  const leave = useLeave();

  return (
    <Menu width={224} position="top-start">
      <Menu.Target>
        <button type="button" className={classes['me']}>
          <Face name={name} size={28} />
          {folded ? (
            <span className="visually-hidden">{name}</span>
          ) : (
            <span className={classes['who']}>
              <span>{name}</span>
              <small>{user.role?.name ?? (user.is_superuser ? t('Superuser') : t('No role'))}</small>
            </span>
          )}
        </button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item leftSection={<IconUserCircle size={16} />} onClick={() => void navigate({ to: '/admin/account/' })}>
          {t('Account and devices')}
        </Menu.Item>
        <Menu.Item leftSection={<IconKeyboard size={16} />} onClick={openCheatSheet}>
          {t('Keyboard shortcuts')}
        </Menu.Item>
        <Menu.Divider />
        <Menu.Label>{t('Appearance')}</Menu.Label>
        {schemes.map(([value, label, SchemeIcon]) => (
          <Menu.Item
            key={value}
            leftSection={<SchemeIcon size={16} />}
            rightSection={colorScheme === value ? '✓' : null}
            onClick={() => setColorScheme(value)}
          >
            {label}
          </Menu.Item>
        ))}
        <Menu.Divider />
        <Menu.Label>{t('Language')}</Menu.Label>
        {Object.entries(languages).map(([code, name]) => (
          <Menu.Item
            key={code}
            lang={code}
            leftSection={<IconLanguage size={16} />}
            rightSection={language() === code ? '✓' : null}
            onClick={() => chooseLanguage(code as Language)}
          >
            {name}
          </Menu.Item>
        ))}
        <Menu.Divider />
        <Menu.Item leftSection={<IconLogout size={16} />} onClick={() => void leave()}>
          {keepsCopy ? t('Sign out…') : t('Log out')}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
