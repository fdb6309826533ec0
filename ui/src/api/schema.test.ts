import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';

import { expect, it } from 'vitest';

const read = (path: string) => readFileSync(new URL(path, import.meta.url), 'utf8');

it.each([
  ['server', '../../../rivo-server/openapi.json', './schema.ts'],
  ['app', '../../../rivo-desktop/device.json', './device-schema.ts'],
])('the types of the wire are those of the document of the %s (npm run api)', (_, document, types) => {
  const hash = createHash('sha256').update(read(document)).digest('hex');
  expect(read(types)).toContain(`sha256 ${hash}`);
});
