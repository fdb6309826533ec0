import { describe, expect, test } from 'vitest';

import { carriedOver, changeOf, contested, seenOf } from './change';

const seen = { name: 'Hot', shared: false };

describe('the words of a view that two people change', () => {
  test('only what is another is sent, with what was seen of it', () => {
    const wished = { name: 'Warm', shared: false };
    expect(changeOf(seen, wished)).toEqual({ name: 'Warm' });
    expect(seenOf(seen, wished)).toEqual({ name: 'Hot' });
    expect(changeOf(seen, seen)).toEqual({});
  });

  test('both words stand where both wrote; what only the other one changed is kept', () => {
    const stands = { name: 'Cold', shared: true };
    const wished = { name: 'Warm', shared: false };
    expect(contested(seen, stands, wished)).toEqual(['name']);
    expect(carriedOver(seen, stands, wished)).toEqual({ name: 'Warm', shared: true });
    expect(contested(seen, stands, { name: 'Cold', shared: false })).toEqual([]);
  });
});
