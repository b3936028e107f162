import { join, posix } from 'node:path';
import type { Workspace } from '../../../contract/agent-spec.ts';
import type { HiddenPlace } from '../../../contract/hidden-place.ts';
import { maskReason } from '../../../contract/masks.ts';
import { GitIndexError } from '../copy/git-index.ts';
import { linkedRepository } from '../git/linked-repository.ts';
import { COPIED, type FoundPlace, findMasks, type Masks } from '../masks.ts';
import { configOf, type MaskedRepository, repositoriesOf, trackedMasks } from './masked-repositories.ts';

/** What a new agent will not see of its folder, and what it will see although a mask matches; undefined without a folder. */
export async function findHiddenPlaces(
  workspace: Workspace,
  signal: AbortSignal,
): Promise<(Masks & { places: HiddenPlace[] }) | undefined> {
  const masks = await masksOf(workspace, signal);
  if (!masks) return undefined;
  const main = workspace.kind === 'host-folder' ? workspace.path : undefined;
  const folder =
    workspace.kind === 'copy' && workspace.source.kind === 'folder' ? workspace.source.path : main;
  const tracked = await trackedPlaces(masks.found, folder);
  const shownPath = ({ folder, path }: FoundPlace) =>
    main === undefined || folder === main ? path : join(folder, path);
  const places = [...masks.found, ...masks.shown].map((place) => ({
    path: shownPath(place),
    reason: maskReason(place.mask),
    hidden: masks.found.includes(place),
    tracked: tracked.has(`${place.folder}\0${place.path}`),
    canStandIn: place.canStandIn,
    hasStandIn: place.hasStandIn ?? false,
  }));
  return { ...masks, places: places.sort((a, b) => (a.path < b.path ? -1 : 1)) };
}

async function masksOf(workspace: Workspace, signal: AbortSignal): Promise<Masks | undefined> {
  if (workspace.kind === 'host-folder') return await findMasks(workspace, signal);
  if (workspace.kind !== 'copy' || workspace.source.kind !== 'folder') return undefined;
  return await findMasks({ ...workspace, path: workspace.source.path, folders: [] }, signal, COPIED);
}

async function trackedPlaces(found: readonly FoundPlace[], folder: string | undefined): Promise<Set<string>> {
  const tracked = new Set<string>();
  const add = async (repository: MaskedRepository, at: { folder: string; top: string }) => {
    for (const path of await readableMasks(repository, await configOf(repository))) {
      tracked.add(`${at.folder}\0${posix.join(at.top, path).replace(/\/$/, '')}`);
    }
  };
  for (const repository of await repositoriesOf(found)) {
    await add(repository, { folder: repository.folder, top: posix.dirname(repository.git) });
  }
  const linked = folder === undefined ? undefined : await linkedRepository(folder);
  if (linked && folder !== undefined) {
    const own = found.filter((place) => place.folder === folder);
    const paths = own.map(({ path, kind }) => path + (kind === 'directory' ? '/' : ''));
    await add({ folder: linked.gitDirectory, git: '', paths }, { folder, top: '' });
  }
  return tracked;
}

async function readableMasks(repository: MaskedRepository, config: string): Promise<string[]> {
  try {
    return await trackedMasks(repository, config);
  } catch (error) {
    if (error instanceof GitIndexError) return [];
    throw error;
  }
}
