import type { Dirent } from 'node:fs';
import { lstat, realpath } from 'node:fs/promises';
import { basename, join, relative, sep } from 'node:path';
import type { HostFolder } from '../../contract/agent-spec.ts';
import { AppFailure } from '../../contract/error.ts';
import { isLookedInto, type MaskRules, maskRules, STAND_IN } from '../../contract/masks.ts';
import { DiskPace } from '../../lib/host-directory/disk-calls.ts';
import { parentsOf } from '../../lib/parents-of.ts';
import { attempt } from './copy/walk.ts';
import { contentMasks } from './masking/content-masks.ts';

/** A place in a host folder that the agent sees empty. */
export interface MaskedPath {
  /** The host folder that it is in. */
  folder: string;
  /** Below that, with "/". */
  path: string;
  kind: 'file' | 'directory';
  /** Whether the agent sees the file beside it instead that is made for it. */
  hasStandIn?: boolean;
  /** A file of the app's own that the agent sees instead. */
  shownFile?: string;
}

/** What a mask hides, or would hide. */
export interface FoundPlace extends MaskedPath {
  mask: string;
  /** Whether there is a file beside it that can stand in. */
  canStandIn: boolean;
}

export interface Masks {
  found: FoundPlace[];
  /** What is shown although a mask matches it. */
  shown: FoundPlace[];
  /** Masks for which there is nothing now: an engine can only cover what is there. */
  unmatched: string[];
  /** Not every folder was looked through for names. */
  isPartial: boolean;
}

export interface SearchLimits {
  /** Each place is a mount; engines take many more, but a container with hundreds starts slowly. */
  maximumFound: number;
  /** Entries that are looked at, so that a huge folder cannot hold a creation up. */
  maximumEntries: number;
}
const MOUNTED: SearchLimits = { maximumFound: 128, maximumEntries: 100_000 };
/** Nothing is mounted for a private copy, which leaves out every place. */
export const COPIED: SearchLimits = { maximumFound: Infinity, maximumEntries: Infinity };

/** Full of other people's files, and expensive. */
const PASSED_OVER = 'node_modules';

/** Where a workspace's masks apply on the host, now. Throws `invalid-input` when that is too many places. */
export async function findMasks(
  { path, folders, masks, standIns }: Pick<HostFolder, 'path' | 'folders' | 'masks' | 'standIns'>,
  signal: AbortSignal,
  limits: SearchLimits = MOUNTED,
): Promise<Masks> {
  const rules = maskRules(masks);
  const places = new Map<string, FoundPlace>();
  const matched = new Set<string>();
  let isPartial = false;
  const add = async (mask: string, folder: string, place: string) => {
    const real = await realPlace(folder, place);
    if (!real) return;
    const key = keyOf({ folder, path: real.path });
    if (places.has(key)) return;
    matched.add(mask);
    const canStandIn = real.kind === 'file' && (await isFile(join(folder, `${real.path}${STAND_IN}`)));
    const hasStandIn = canStandIn && standIns.includes(real.path);
    places.set(key, { folder, ...real, mask, canStandIn, ...(hasStandIn ? { hasStandIn } : {}) });
    if (places.size > limits.maximumFound) throw tooMany(mask, limits.maximumFound);
  };
  for (const folder of [path, ...folders.map((each) => each.path)]) {
    for (const mask of rules.paths) await add(mask, folder, mask);
    if (rules.patterns.length + rules.contents.length === 0) continue;
    const search = await searchFolder(folder, rules, limits.maximumEntries, signal);
    for (const { mask, place } of search.matches) await add(mask, folder, place);
    isPartial ||= search.isPartial;
  }
  const all = [...places.values()];
  const hidden = all.filter((each) => !rules.shows(each.path));
  // A mask in a masked folder has nothing to hide any more.
  const keys = new Set(hidden.map(keyOf));
  const outer = hidden.filter(
    ({ folder, path }) => !parentsOf(path).some((parent) => keys.has(keyOf({ folder, path: parent }))),
  );
  return {
    found: outer,
    shown: all.filter((each) => rules.shows(each.path)),
    unmatched: masks.filter((mask) => !mask.startsWith('!') && !matched.has(mask)),
    isPartial,
  };
}

const keyOf = ({ folder, path }: Pick<MaskedPath, 'folder' | 'path'>) => `${folder}\0${path}`;

async function isFile(place: string): Promise<boolean> {
  const stats = await attempt(() => lstat(place));
  return typeof stats !== 'string' && stats.isFile();
}

/** What is to be covered: a link's own place cannot be, so where it leads, unless that is outside and out of reach. */
async function realPlace(
  folder: string,
  place: string,
): Promise<Pick<MaskedPath, 'path' | 'kind'> | undefined> {
  const real = await attempt(() => realpath(join(folder, place)));
  if (real === 'gone' || real === 'unreadable') return undefined;
  const path = relative(folder, real).split(sep).join('/');
  if (path === '' || path === '..' || path.startsWith('../')) return undefined;
  const stats = await attempt(() => lstat(real));
  if (typeof stats === 'string') return undefined;
  return { path, kind: stats.isDirectory() ? 'directory' : 'file' };
}

interface Search {
  matches: { mask: string; place: string }[];
  isPartial: boolean;
}

/** Looks through a folder for what the patterns name, and into the files that may hold something secret. */
async function searchFolder(
  root: string,
  rules: MaskRules,
  maximumEntries: number,
  signal: AbortSignal,
): Promise<Search> {
  const search: Search = { matches: [], isPartial: false };
  const suspects: string[] = [];
  // A git directory alone, as a work tree shares it: its files are named as in its repository.
  const above = basename(root) === '.git' ? '.git/' : '';
  const look = (place: string, entry: Pick<Dirent<Buffer>, 'isFile'>): boolean => {
    const pattern = rules.patterns.find(({ matches }) => matches(above + place));
    if (pattern) search.matches.push({ mask: pattern.mask, place });
    else if (entry.isFile() && isLookedInto(above + place, rules.contents)) suspects.push(place);
    return pattern !== undefined;
  };
  const waiting = [''];
  const pace = new DiskPace();
  let lookedAt = 0;
  for (let folder = waiting.pop(); folder !== undefined; folder = waiting.pop()) {
    signal.throwIfAborted();
    const here = folder;
    const calls = await pace.turn();
    const entries = await attempt(() => calls.readdir(join(root, here)));
    if (typeof entries === 'string') continue;
    for (const entry of entries) {
      const name = entry.name.toString();
      lookedAt += 1;
      search.isPartial ||= lookedAt > maximumEntries;
      if (search.isPartial) break;
      const place = here === '' ? name : `${here}/${name}`;
      if (look(place, entry) || !entry.isDirectory()) continue;
      // Of a git directory, its own files alone: what is below are objects.
      if (isInGit(above + place) ? isGitFolder(above + place) : name !== PASSED_OVER) waiting.push(place);
    }
    if (search.isPartial) break;
  }
  for (const { path, mask } of await contentMasks(
    root,
    suspects,
    { above, contents: rules.contents },
    signal,
  )) {
    search.matches.push({ mask, place: path });
  }
  return search;
}

const isInGit = (place: string) => place.split('/').slice(0, -1).includes('.git');

/** Folders of a git directory in which settings are: those of submodules and linked work trees. */
function isGitFolder(place: string): boolean {
  const below = place.split('/.git/').pop() ?? '';
  const parts = (place.startsWith('.git/') ? place.slice('.git/'.length) : below).split('/');
  if (parts[0] === 'worktrees') return parts.length < 3;
  return parts[0] === 'modules' && !parts.some((part) => /^(?:objects|refs|logs|hooks|info|lfs)$/.test(part));
}

function tooMany(mask: string, maximum: number): AppFailure {
  return new AppFailure({
    type: 'invalid-input',
    field: 'workspace.masks',
    message: `More than ${maximum} places are hidden by “${mask}” and other masks, and each is a mount. Name the folders that hold them instead, or make a private copy.`,
  });
}
