import { t } from '@/lib/i18n';

import classes from './Keys.module.css';
import { isApple } from './shortcuts';

/** Keys as they stand on the keyboard: `g d` and `Mod+k` become two caps. */
export function Keys({ keys }: { keys: string }) {
  return (
    <span className={classes['keys']}>
      {keys.split(/ |\+(?=.)/).map((key, index) => (
        <kbd key={index} className={classes['cap']}>
          {names[key] ?? (keys.includes('+') ? key.toUpperCase() : key)}
        </kbd>
      ))}
    </span>
  );
}

const names: Record<string, string> = {
  ArrowUp: '↑',
  ArrowDown: '↓',
  ArrowLeft: '←',
  ArrowRight: '→',
  Enter: '↵',
  Escape: t('Esc'),
  Mod: isApple ? '⌘' : t('Ctrl'),
};
