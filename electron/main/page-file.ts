import { parseUrl } from '../lib/parse-url.ts';
import { fileBelow } from '../page/file-below.ts';

/** The file under `root` for an address of the page; undefined for another host and for a path outside of `root`. */
export function pageFile(root: string, address: string): string | undefined {
  const url = parseUrl(address);
  return url?.host === 'bulkhead' ? fileBelow(root, url.pathname) : undefined;
}
