import { expect, test } from 'vitest';

import { csv } from './csv';

test('a table becomes a file that spreadsheets read as it is meant', () => {
  expect(csv(['Name', 'Open'], [['Vega, Marisol', 12], ['the "best"', null]])).toBe(
    '\uFEFFName,Open\r\n"Vega, Marisol",12\r\n"the ""best""",\r\n',
  );
});

test('what looks like a formula is text; a negative number is a number', () => {
  expect(csv(['a'], [['=1+1'], ['@x'], [-3]])).toBe("\uFEFFa\r\n'=1+1\r\n'@x\r\n-3\r\n");
});
