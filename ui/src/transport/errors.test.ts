import { describe, expect, it } from 'vitest';

import { errorFrom, errorOf, FieldErrors, needsServer, RequestProblem } from './errors';

it('knows what only the server could have answered from what is down or busy', () => {
  expect(needsServer(errorOf(503, { detail: 'This needs a connection to the server.', code: 'offline' }))).toBe(true);
  expect(needsServer(errorOf(503, { detail: 'Starting.', code: 'unavailable' }))).toBe(false);
  expect(needsServer(new Error('offline'))).toBe(false);
});

describe('errorOf', () => {
  it('gives each field its sentences', () => {
    const error = errorOf(400, { email: ['Enter an email address.', 'It is too long.'], non_field_errors: ['No.'] });
    expect(error).toBeInstanceOf(FieldErrors);
    expect(error).toMatchObject({ fields: { email: 'Enter an email address. It is too long.' }, other: 'No.' });
  });

  it('finds the sentences of a list inside of a list', () => {
    const error = errorOf(400, { facts: [{}, { value: ['Enter a percentage.'] }] });
    expect(error).toMatchObject({ fields: { facts: 'Enter a percentage.' }, message: 'Enter a percentage.' });
  });

  it('keeps what stands now with a conflict', () => {
    const error = errorOf(409, { detail: 'Moved meanwhile.', code: 'stale', current: { current_stage: 'lost' } });
    expect(error).toBeInstanceOf(RequestProblem);
    expect(error).toMatchObject({ status: 409, code: 'stale', current: { current_stage: 'lost' } });
  });

  it('takes a login that is wrong for a problem, though it is a 400', () => {
    const error = errorOf(400, { detail: 'Invalid email or password', code: 'invalid_credentials' });
    expect(error).toBeInstanceOf(RequestProblem);
    expect(error.message).toBe('Invalid email or password');
  });

  it.each([
    ['30', 30],
    ['0', 1],
    ['1.2', 2],
    [null, null],
    ['Wed, 21 Oct 2026 07:28:00 GMT', null],
  ])('reads Retry-After %s as %s', (header, seconds) => {
    expect(errorOf(429, { detail: 'Wait.', code: 'throttled' }, header)).toMatchObject({ retryAfterSeconds: seconds });
  });

  it.each([403, 404, 429, 500, 502, 503])('has a sentence for a %s without a body', (status) => {
    expect(errorOf(status, null).message).toMatch(/\.$/);
  });
});

it('errorFrom reads an answer that is no JSON', async () => {
  const error = await errorFrom(new Response('<html>Bad gateway</html>', { status: 502 }));
  expect(error).toMatchObject({ status: 502 });
  expect(error.message).not.toContain('<');
});
