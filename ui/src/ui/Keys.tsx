import classes from './Keys.module.css';

/** Keys as they stand on the keyboard: `g d` becomes two caps. */
export function Keys({ keys }: { keys: string }) {
  return (
    <span className={classes['keys']}>
      {keys.split(' ').map((key, index) => (
        <kbd key={index} className={classes['cap']}>
          {names[key] ?? key}
        </kbd>
      ))}
    </span>
  );
}

const names: Record<string, string> = { ArrowUp: '↑', ArrowDown: '↓', Escape: 'Esc' };
