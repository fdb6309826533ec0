import { expect, test } from 'vitest';

import { textOfFile } from './text-file';

const bytes = (...codes: number[]) => new Uint8Array(codes);

test('a file is read in the letters it was written in', () => {
  expect(textOfFile(new TextEncoder().encode('José,“Ñ”'))).toBe('José,“Ñ”');
  expect(textOfFile(bytes(0xef, 0xbb, 0xbf, 0x61))).toBe('a');
  // As Excel saves "CSV" on Windows.
  expect(textOfFile(bytes(0x4a, 0x6f, 0x73, 0xe9, 0x2c, 0xd1))).toBe('José,Ñ');
  expect(textOfFile(bytes(0xff, 0xfe, 0xe9, 0x00))).toBe('é');
  expect(textOfFile(bytes(0xfe, 0xff, 0x00, 0xe9))).toBe('é');
  expect(textOfFile(bytes())).toBe('');
});
