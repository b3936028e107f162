import { join, normalize, sep } from 'node:path';

/** The file under `root` for the path of an address; undefined for a path that leads outside of `root`. */
export function fileBelow(root: string, pathname: string): string | undefined {
  let decoded: string;
  try {
    decoded = decodeURIComponent(pathname);
  } catch (error) {
    if (error instanceof URIError) return undefined;
    throw error;
  }
  const path = normalize(join(root, decoded === '/' ? '/index.html' : decoded));
  return path.startsWith(root + sep) && !path.includes('\0') ? path : undefined;
}
