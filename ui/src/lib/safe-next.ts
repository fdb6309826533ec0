/**
 * Where to go after the login: a path of this site, or null.
 *
 * `next` comes from the address bar, so it must not lead elsewhere: no scheme, no `//host`, no
 * backslash that a browser reads as a slash, and not back to the login.
 */
export function safeNext(next: unknown, origin: string): string | null {
  if (typeof next !== 'string' || !next.startsWith('/') || /[\\\u0000-\u001f]/.test(next)) return null;
  const url = URL.canParse(next, origin) ? new URL(next, origin) : null;
  if (url?.origin !== origin || url.pathname.startsWith('//')) return null;
  const known = url.pathname.startsWith('/dashboard/') || url.pathname.startsWith('/admin/');
  if (!known || url.pathname.startsWith('/dashboard/login')) return null;
  return url.pathname + url.search + url.hash;
}
