import { constants } from 'node:fs';
import { join } from 'node:path';
import { type ContentMask, contentMask, LOOKED_INTO_BYTES } from '../../../contract/masks.ts';
import { type DiskCalls, DiskPace } from '../../../lib/host-directory/disk-calls.ts';
import { attempt } from '../copy/walk.ts';

/** Files that are looked into at the same time. */
const AT_ONCE = 16;
/** Files whose content is remembered: the dialog asks about the same folder with every key. */
const REMEMBERED = 200_000;

/** Flags with which a link is not followed, and a pipe that was swapped in cannot block the app. */
const FLAGS = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0);

/** The mask of each file, by path and the times and size with which it was looked into. */
const known = new Map<string, ContentMask | undefined>();

export interface LookRules {
  /** What the root's path ends with, as far as rules tell paths apart by it. */
  above: string;
  contents: readonly ContentMask[];
}

/** The files with secret contents. What cannot be read is none. */
export async function contentMasks(
  root: string,
  paths: readonly string[],
  rules: LookRules,
  signal: AbortSignal,
): Promise<{ path: string; mask: ContentMask }[]> {
  const found: { path: string; mask: ContentMask }[] = [];
  const pace = new DiskPace();
  for (let at = 0; at < paths.length; at += AT_ONCE) {
    signal.throwIfAborted();
    const calls = await pace.turn();
    const masks = await Promise.all(
      paths.slice(at, at + AT_ONCE).map(async (path) => {
        const mask = await attempt(() => lookInto(calls, root, path, rules));
        return { path, mask: mask === 'gone' || mask === 'unreadable' ? undefined : mask };
      }),
    );
    for (const { path, mask } of masks) if (mask) found.push({ path, mask });
  }
  return found;
}

async function lookInto(
  calls: DiskCalls,
  root: string,
  path: string,
  { above, contents }: LookRules,
): Promise<ContentMask | undefined> {
  const place = join(root, path);
  const stats = await calls.lstat(place);
  if (!stats.isFile() || stats.size > LOOKED_INTO_BYTES) return undefined;
  const key = [place, stats.size, stats.mtimeNs, stats.ctimeNs, contents.join()].join(' ');
  if (known.has(key)) return known.get(key);
  if (known.size >= REMEMBERED) known.clear();
  const mask = contentMask(above + path, await readSmall(calls, place), contents);
  known.set(key, mask);
  return mask;
}

/** The beginning of a file as bytes, one character each; empty when it is no file any more. */
async function readSmall(calls: DiskCalls, place: string): Promise<string> {
  const file = await calls.open(place, FLAGS);
  try {
    const stats = await calls.fstat(file);
    if (!stats.isFile()) return '';
    const buffer = Buffer.alloc(Math.min(LOOKED_INTO_BYTES, Number(stats.size)));
    const read = await calls.read(file, buffer, buffer.length, 0);
    return buffer.toString('latin1', 0, read);
  } finally {
    await calls.close(file);
  }
}
