import { matchesAnyHostPattern } from '../../contract/host-pattern.ts';
import { parseUrl } from '../../lib/parse-url.ts';
import { plainText } from '../console/plain-text.ts';

/** The page of a sign-in, as a program prints it. */
export interface SignInPage {
  readonly url: string;
  /** The port of this machine and the path to which the page leads back; absent when it shows a code instead. */
  readonly callback?: { readonly port: number; readonly path: string };
}

const BETWEEN_WORDS = /[^\x21-\x7e]+/;
/** What follows an address in a sentence, or frames it. */
const AFTER: ReadonlySet<string> = new Set(`)]>.,'"|`);
/** A code for another device (RFC 8628 section 6.1), as GitHub and others print it. */
const DEVICE_CODE = /\b([A-Z0-9]{4}-[A-Z0-9]{4})\b/;

/** The first address in a terminal's output that is on one of the hosts. */
export function pageIn(output: string, hosts: readonly string[]): SignInPage | undefined {
  // The last word may still be incomplete.
  for (const word of plainText(output).split(BETWEEN_WORDS).slice(0, -1)) {
    const at = word.indexOf('https://');
    const url = at === -1 ? undefined : parseUrl(withoutEnd(word.slice(at)));
    if (url === undefined || !matchesAnyHostPattern(hosts, url.hostname)) continue;
    const callback = callbackOf(url.searchParams.get('redirect_uri'));
    return { url: url.href, ...(callback ? { callback } : {}) };
  }
  return undefined;
}

/** The code that the person types on the page. */
export function deviceCodeIn(output: string): string | undefined {
  return DEVICE_CODE.exec(plainText(output))?.[1];
}

/** Where a page leads back to on this machine; undefined for any other place. */
export function callbackOf(address: string | null): SignInPage['callback'] {
  const url = address === null ? undefined : parseUrl(address);
  if (url?.protocol !== 'http:' || !['localhost', '127.0.0.1', '[::1]'].includes(url.hostname))
    return undefined;
  const port = Number(url.port);
  return port >= 1_024 ? { port, path: url.pathname } : undefined;
}

function withoutEnd(text: string): string {
  let end = text.length;
  while (end > 0 && AFTER.has(text.charAt(end - 1))) end -= 1;
  return text.slice(0, end);
}
