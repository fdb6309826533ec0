import { heard, t } from '@/lib/i18n';

/** What a request can end in, apart from its answer. */
export class RequestFailed extends Error {
  constructor(
    message: string,
    /** The HTTP status; 0 where no answer came. */
    readonly status: number,
  ) {
    super(message);
    this.name = new.target.name;
  }
}

/** The server could not be reached, or the answer was cut. */
export class Unreachable extends RequestFailed {
  constructor() {
    super(t('Rivo cannot be reached. Check your connection and try again.'), 0);
  }
}

/** A 400 whose sentences belong to fields; `other` belongs to none. */
export class FieldErrors extends RequestFailed {
  constructor(
    readonly fields: Record<string, string>,
    readonly other: string | null,
  ) {
    super(other ?? Object.values(fields)[0] ?? t('Some of the values cannot be used.'), 400);
  }
}

/** An error of the whole request: a sentence for people, a code for programs. */
export class RequestProblem extends RequestFailed {
  constructor(
    status: number,
    detail: string,
    readonly code: string,
    /** With a 409: what stands now. */
    readonly current: unknown,
    /** With a 429 or 503: when to try again. */
    readonly retryAfterSeconds: number | null,
  ) {
    super(detail, status);
  }
}

/** Whether only the server could have answered, and this computer has its copy alone. */
export const needsServer = (error: unknown): boolean => error instanceof RequestProblem && error.code === 'offline';

const plainWords: Record<number, string> = {
  403: t('Your role does not allow this.'),
  404: t('This does not exist, or you may not see it.'),
  413: t('This is too large to send.'),
  429: t('Too many tries. Wait a moment.'),
  503: t('Rivo is busy or starting. Try again in a moment.'),
};

/** Reads an answer that is no success into the error it stands for. */
export async function errorFrom(response: Response): Promise<RequestFailed> {
  const body: unknown = await response.json().catch(() => null);
  return errorOf(response.status, body, response.headers.get('Retry-After'));
}

/** The error that a status and a body stand for. */
export function errorOf(status: number, body: unknown, retryAfter: string | null = null): RequestFailed {
  const fields = isRecord(body) ? body : {};
  const { detail, code, current } = fields;
  if (typeof detail === 'string') {
    const word = typeof code === 'string' ? code : 'error';
    return new RequestProblem(status, heard(detail), word, current, secondsOf(retryAfter));
  }
  if (status === 400 && Object.keys(fields).length > 0) return fieldErrors(fields);
  const sentence = plainWords[status] ?? t('Something went wrong on the server. Try again.');
  return new RequestProblem(status, sentence, 'error', undefined, secondsOf(retryAfter));
}

function fieldErrors(body: Record<string, unknown>): FieldErrors {
  const fields: Record<string, string> = {};
  let other: string | null = null;
  for (const [name, value] of Object.entries(body)) {
    const sentence = sentencesOf(value).join(' ');
    if (name === 'non_field_errors' || name === 'error') other = sentence;
    else fields[name] = sentence;
  }
  return new FieldErrors(fields, other);
}

/** All sentences inside a field's errors, however deep they lie (a list's item, an object's field). */
function sentencesOf(value: unknown): string[] {
  if (typeof value === 'string') return [heard(value)];
  if (Array.isArray(value)) return value.flatMap(sentencesOf);
  return isRecord(value) ? Object.values(value).flatMap(sentencesOf) : [];
}

function secondsOf(retryAfter: string | null): number | null {
  const seconds = Number(retryAfter);
  return retryAfter !== null && Number.isFinite(seconds) ? Math.max(1, Math.ceil(seconds)) : null;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
