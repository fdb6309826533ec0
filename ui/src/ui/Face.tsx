import { initials } from '@/lib/format';

import classes from './Face.module.css';

/** A person as two letters on a colour that stays the same for the same name. */
export function Face({ name, size = 26 }: { name: string | null; size?: number }) {
  const style = { width: size, height: size, fontSize: size * 0.4 };
  return (
    // The letters are drawn by the style sheet: they are a picture, not a part of any label.
    <span
      className={classes['face']}
      data-tint={name ? tint(name) : 'none'}
      data-letters={initials(name)}
      style={style}
      aria-hidden="true"
    />
  );
}

function tint(name: string): number {
  let sum = 0;
  for (const letter of name) sum = (sum * 31 + (letter.codePointAt(0) ?? 0)) % 997;
  return sum % 6;
}
