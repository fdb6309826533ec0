import { expect, it } from 'vitest';

import { together } from './together';

it('what is asked for at the same time is one question, and each gets its own answer', async () => {
  const asked: string[][] = [];
  const nameOf = together<string>(
    (keys) => {
      asked.push(keys);
      return Promise.resolve(new Map(keys.filter((key) => key !== 'gone').map((key) => [key, key.toUpperCase()])));
    },
    { atOnce: 2, gatherMs: 0 },
  );
  expect(await Promise.all(['a', 'gone', 'a', 'b'].map(nameOf))).toEqual(['A', null, 'A', 'B']);
  expect(asked).toEqual([['a', 'gone'], ['b']]);
  expect(await nameOf('c')).toBe('C');
});

it('a question that fails fails for all who asked it', async () => {
  const nameOf = together<string>(() => Promise.reject(new Error('away')), { atOnce: 9, gatherMs: 0 });
  const ends = await Promise.allSettled(['a', 'b'].map(nameOf));
  expect(ends.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
});
