import { isAbsolute, relative, sep } from 'node:path';

/** Whether a path is that of a folder or of something below it. Both are absolute; links are not followed. */
export function isInside(folder: string, path: string): boolean {
  const rest = relative(folder, path);
  return rest !== '..' && !rest.startsWith(`..${sep}`) && !isAbsolute(rest);
}
