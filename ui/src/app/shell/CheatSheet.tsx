import { Modal } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { useEffect } from 'react';

import { t } from '@/lib/i18n';
import { Keys } from '@/ui/Keys';
import { useActiveShortcuts, useShortcuts } from '@/ui/shortcuts';

import { asked } from './cheat-sheet';
import classes from './CheatSheet.module.css';
import { grouped } from '@/lib/group';

/** Every shortcut that works on the screen one is on; `?` shows it. */
export function CheatSheet() {
  const [opened, { open, close }] = useDisclosure();
  const shortcuts = useActiveShortcuts();
  useEffect(() => {
    asked.addEventListener('open', open);
    return () => asked.removeEventListener('open', open);
  }, [open]);
  useShortcuts([{ keys: '?', label: t('Show this list'), group: t('Everywhere'), run: open }]);

  const groups = grouped(
    shortcuts.filter(({ keys }, index) => shortcuts.findIndex((other) => other.keys === keys) === index),
    ({ group }) => group,
  );
  return (
    <Modal opened={opened} onClose={close} title={t('Keyboard shortcuts')} size="lg" closeButtonProps={{ 'aria-label': t('Close') }}>
      <div className={classes['groups']}>
        {[...groups].map(([group, held]) => (
          <section key={group}>
            <h3 className={classes['heading']}>{group}</h3>
            <dl>
              {held.map(({ keys, label }) => (
                <div key={keys} className={classes['line']}>
                  <dt>{label}</dt>
                  <dd>
                    <Keys keys={keys} />
                  </dd>
                </div>
              ))}
            </dl>
          </section>
        ))}
      </div>
    </Modal>
  );
}
