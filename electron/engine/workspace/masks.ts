import { lstat, opendir, realpath } from 'node:fs/promises';
import { basename, join, relative, sep } from 'node:path';
import type { HostFolder } from '../../contract/agent-spec.ts';
import { AppFailure } from '../../contract/error.ts';
import { attempt } from './copy/walk.ts';

/** A place in a host folder that the agent sees empty. */
export interface MaskedPath {
  /** The host folder that it is in. */
  folder: string;
  /** Below that, with "/". */
  path: string;
  kind: 'file' | 'directory';
}

export interface Masks {
  found: MaskedPath[];
  /** Masks for which there is nothing now: an engine can only cover what is there. */
  unmatched: string[];
  /** Not every folder was looked through for names. */
  isPartial: boolean;
}

/** Each is a mount; engines take many more, but a container with hundreds starts slowly. */
const MAX_FOUND = 64;
/** Names are looked for in this many entries, so that a huge folder cannot hold a creation up. */
const MAX_LOOKED_AT = 100_000;
/** Full of other people's files, and expensive. */
const PASSED_OVER = new Set(['.git', 'node_modules']);

/** Where a workspace's masks apply on the host, now. Throws `invalid-input` when that is too many places. */
export async function findMasks(
  { path, folders, masks }: Pick<HostFolder, 'path' | 'folders' | 'masks'>,
  signal: AbortSignal,
): Promise<Masks> {
  const paths: MaskedPath[] = [];
  const matched = new Set<string>();
  let isPartial = false;
  const add = async (mask: string, folder: string, place: string) => {
    const real = await realPlace(folder, place);
    if (!real || paths.some((each) => each.folder === folder && each.path === real.path)) return;
    matched.add(mask);
    paths.push({ folder, ...real });
    if (paths.length > MAX_FOUND) throw tooMany(mask);
  };
  const names = masks.filter((mask) => !mask.includes('/'));
  for (const folder of [path, ...folders.map((each) => each.path)]) {
    for (const mask of masks) if (mask.includes('/')) await add(mask, folder, join(folder, mask));
    if (names.length === 0) continue;
    const search = await findNames(folder, new Set(names), signal);
    for (const place of search.places) await add(basename(place), folder, place);
    isPartial ||= search.isPartial;
  }
  // A mask in a masked folder has nothing to hide any more.
  const outer = paths.filter(
    (each) =>
      !paths.some(
        (other) => other !== each && other.folder === each.folder && each.path.startsWith(`${other.path}/`),
      ),
  );
  return { found: outer, unmatched: masks.filter((mask) => !matched.has(mask)), isPartial };
}

/** What is to be covered: a link's own place cannot be, so where it leads, unless that is outside and out of reach. */
async function realPlace(
  folder: string,
  place: string,
): Promise<Pick<MaskedPath, 'path' | 'kind'> | undefined> {
  const real = await attempt(() => realpath(place));
  if (real === 'gone' || real === 'unreadable') return undefined;
  const path = relative(folder, real).split(sep).join('/');
  if (path === '' || path.startsWith('..')) return undefined;
  const stats = await attempt(() => lstat(real));
  if (typeof stats === 'string') return undefined;
  return { path, kind: stats.isDirectory() ? 'directory' : 'file' };
}

async function findNames(
  root: string,
  names: ReadonlySet<string>,
  signal: AbortSignal,
): Promise<{ places: string[]; isPartial: boolean }> {
  const places: string[] = [];
  const waiting = [root];
  let lookedAt = 0;
  for (let folder = waiting.shift(); folder !== undefined; folder = waiting.shift()) {
    signal.throwIfAborted();
    const here = folder;
    const entries = await attempt(() => opendir(here));
    if (typeof entries === 'string') continue;
    for await (const entry of entries) {
      lookedAt += 1;
      if (lookedAt > MAX_LOOKED_AT) return { places, isPartial: true };
      const place = join(here, entry.name);
      if (names.has(entry.name)) places.push(place);
      else if (entry.isDirectory() && !PASSED_OVER.has(entry.name)) waiting.push(place);
    }
  }
  return { places, isPartial: false };
}

function tooMany(mask: string): AppFailure {
  return new AppFailure({
    type: 'invalid-input',
    field: 'workspace.masks',
    message: `More than ${MAX_FOUND} places are called “${mask}” or like another mask. Name the folders that hold them instead.`,
  });
}
