import { join, normalize, sep } from 'node:path';
import { parseUrl } from '../lib/parse-url.ts';

/** The file under `root` for an address of the page; undefined for another host and for a path outside of `root`. */
export function pageFile(root: string, address: string): string | undefined {
  const url = parseUrl(address);
  if (url?.host !== 'bulkhead') return undefined;
  let pathname: string;
  try {
    pathname = decodeURIComponent(url.pathname);
  } catch (error) {
    if (error instanceof URIError) return undefined;
    throw error;
  }
  const path = normalize(join(root, pathname === '/' ? '/index.html' : pathname));
  return path.startsWith(root + sep) && !path.includes('\0') ? path : undefined;
}
