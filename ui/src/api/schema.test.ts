import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';

import { expect, it } from 'vitest';

const read = (path: string) => readFileSync(new URL(path, import.meta.url), 'utf8');

it('the types of the wire are those of the server’s document (npm run api)', () => {
  const document = read('../../../rivo-server/openapi.json');
  const hash = createHash('sha256').update(document).digest('hex');
  expect(read('./schema.ts')).toContain(`sha256 ${hash}`);
});
