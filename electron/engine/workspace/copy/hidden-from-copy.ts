import { posix } from 'node:path';
import type { PrivateCopy } from '../../../contract/agent-spec.ts';
import { STAND_IN } from '../../../contract/masks.ts';
import { isSparse, SPARSE_SETTINGS, sparsePatterns } from '../git/sparse-patterns.ts';
import { configOf, markedIndex, repositoriesOf, trackedMasks } from '../masking/masked-repositories.ts';
import { isGitSettings } from '../masking/shown-settings.ts';
import { COPIED, type FoundPlace, findMasks } from '../masks.ts';
import { withoutLogins } from './git-config.ts';
import { readBelow, readTextBelow } from './read-below.ts';

/** A file of the app's own in a copy. */
export interface AddedFile {
  path: string;
  content: Buffer;
}

/** What a private copy of a folder leaves out, and what it has instead. */
export interface HiddenFromCopy {
  leaves(path: string): boolean;
  added: AddedFile[];
  /** What is hidden, without settings of git. */
  paths: string[];
  /** What git tracks and the copy does not have. */
  tracked: string[];
  notes: string[];
}

/**
 * Decides what a copy leaves out: what masks hide. Settings of git come without their logins, and git in the copy is
 * told to leave hidden files alone, so that no commit empties or deletes one.
 */
export async function hiddenFromCopy(
  folder: string,
  { masks, standIns }: Pick<PrivateCopy, 'masks' | 'standIns'>,
  signal: AbortSignal,
): Promise<HiddenFromCopy> {
  const { found } = await findMasks({ path: folder, folders: [], masks, standIns }, signal, COPIED);
  const isSettings = ({ path }: FoundPlace) => isGitSettings(path);
  const hidden = found.filter((place) => !isSettings(place));
  const leftOut = new Set(found.map(({ path }) => path));
  const added: AddedFile[] = [];
  const tracked: string[] = [];
  const add = (path: string, content: Buffer) => {
    leftOut.add(path);
    added.push({ path, content });
  };
  const settings = new Map<string, string>();
  for (const { path } of found.filter(isSettings)) {
    settings.set(path, withoutLogins(await readTextBelow(folder, path)));
  }
  for (const { path, hasStandIn } of hidden) {
    const content = hasStandIn ? await readBelow(folder, `${path}${STAND_IN}`) : undefined;
    if (content) add(path, content);
  }
  for (const repository of await repositoriesOf(hidden)) {
    const { git } = repository;
    const config = await configOf(repository);
    const paths = await trackedMasks(repository, config);
    if (paths.length === 0) continue;
    tracked.push(...paths.map((path) => posix.join(posix.dirname(git), path)));
    const index = await markedIndex(repository, config, true);
    if (index) add(posix.join(git, 'index'), index);
    const patterns = posix.join(git, 'info/sparse-checkout');
    const text = sparsePatterns(await readTextBelow(folder, patterns), repository.paths, isSparse(config));
    if (text !== undefined) add(patterns, Buffer.from(text));
    const path = posix.join(git, 'config');
    settings.set(path, withSettings(settings.get(path) ?? config, SPARSE_SETTINGS));
  }
  for (const [path, text] of settings) add(path, Buffer.from(text));
  const paths = hidden.map(({ path }) => path);
  return { leaves: (path) => leftOut.has(path), added, paths, tracked, notes: notesOf(hidden, tracked) };
}

/** Settings at the end of a file win. */
function withSettings(config: string, settings: typeof SPARSE_SETTINGS): string {
  const lines = settings.map(([name, value]) => {
    const [section, key] = name.split('.');
    return `[${section}]\n\t${key} = ${value}\n`;
  });
  return [config === '' || config.endsWith('\n') ? config : `${config}\n`, ...lines].join('');
}

function notesOf(hidden: readonly FoundPlace[], tracked: readonly string[]): string[] {
  const named = (paths: readonly string[]) =>
    `“${paths[0]}”${paths.length === 1 ? '' : ` and ${paths.length - 1} more`}`;
  return [
    ...(hidden.length === 0 ? [] : [`Hidden from the agent: ${named(hidden.map(({ path }) => path))}.`]),
    ...(tracked.length === 0
      ? []
      : [`git tracks ${named(tracked)}: its history, which came along, holds what is hidden.`]),
  ];
}
