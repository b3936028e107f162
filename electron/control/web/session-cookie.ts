import { SESSION_LIFETIME_MS } from './web-sessions.ts';

/** A page on another port of the same name can add cookies, so that several have this name. More are not read. */
const MAXIMUM_COOKIES = 4;

/** Browsers accept the prefix only from the host itself, for all paths and over TLS. */
const nameOf = (secure: boolean) => (secure ? '__Host-bulkhead' : 'bulkhead-session');

export function setCookie(value: string, secure: boolean): string {
  return format(value, SESSION_LIFETIME_MS / 1_000, secure);
}

export function clearCookie(secure: boolean): string {
  return format('', 0, secure);
}

function format(value: string, maximumAgeSeconds: number, secure: boolean): string {
  const attributes = [`Max-Age=${maximumAgeSeconds}`, 'Path=/', 'HttpOnly', 'SameSite=Strict'];
  return [`${nameOf(secure)}=${value}`, ...attributes, ...(secure ? ['Secure'] : [])].join('; ');
}

/** The values of our cookie in a `Cookie` header. */
export function readCookies(header: string | undefined, secure: boolean): string[] {
  const prefix = `${nameOf(secure)}=`;
  return (header ?? '')
    .split(';')
    .map((part) => part.trim())
    .filter((part) => part.startsWith(prefix))
    .slice(0, MAXIMUM_COOKIES)
    .map((part) => part.slice(prefix.length));
}
