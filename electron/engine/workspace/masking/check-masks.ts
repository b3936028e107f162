import { lstat } from 'node:fs/promises';
import { join } from 'node:path';
import type { HostFolder } from '../../../contract/agent-spec.ts';
import { AppFailure } from '../../../contract/error.ts';
import type { ContainerInspect } from '../../docker/api.ts';
import { attempt } from '../copy/walk.ts';
import { type FoundPlace, findMasks } from '../masks.ts';
import { compareCoverage, coveredPlaces, type Place } from './mask-coverage.ts';

/**
 * Throws `workspace-refused` when the masks of a container do not cover what they would cover now. Files move while an
 * agent is stopped, and an engine covers the places that it was told when the container was made. In a container that
 * runs, what was made in this run is the agent's own or was made before its eyes, and counts for nothing. Resolves to
 * what is to be hidden.
 */
export async function checkMasks(
  workspace: HostFolder,
  { Mounts, State, Created }: Pick<ContainerInspect, 'Mounts' | 'State' | 'Created'>,
  signal: AbortSignal,
): Promise<FoundPlace[]> {
  const { found } = await findMasks(workspace, signal);
  const { uncovered, unfound } = compareCoverage(found, coveredPlaces(workspace, Mounts));
  for (const place of uncovered) {
    // A key that was made since is the agent's own; one that was moved is as old as it was.
    if (place.mask.startsWith('content:') && (await isBornAfter(place, Created))) continue;
    if (!State.Running || !(await isBornAfter(place, State.StartedAt))) throw uncoveredFailure(place);
  }
  for (const place of unfound) if (await isGone(place)) throw goneFailure(place);
  if (!State.Running) return found;
  // An engine makes what it has to cover and does not find, right before it starts the container.
  for (const place of found) {
    if (await isReplaced(place, State.FinishedAt)) throw goneFailure(place);
  }
  return found;
}

const hostPlace = ({ folder, path }: Place) => join(folder, path);

async function isGone(place: Place): Promise<boolean> {
  return (await attempt(() => lstat(hostPlace(place)))) === 'gone';
}

async function isBornAfter(place: Place, time: string): Promise<boolean> {
  const stats = await attempt(() => lstat(hostPlace(place)));
  return typeof stats !== 'string' && stats.birthtimeMs > Date.parse(time);
}

/** File systems stamp files with a clock that stands still for up to a tick of the kernel. */
const COARSE_CLOCK_MS = 10;

/** Whether an empty file is there that was made after the run before this one. */
async function isReplaced(place: Place, finishedAt: string): Promise<boolean> {
  const before = Date.parse(finishedAt);
  // The first run of a container finished in the year 1.
  if (Number.isNaN(before) || before <= 0) return false;
  const stats = await attempt(() => lstat(hostPlace(place)));
  if (typeof stats === 'string' || !stats.isFile()) return false;
  return stats.size === 0 && stats.birthtimeMs >= before - COARSE_CLOCK_MS;
}

function uncoveredFailure({ path }: Place): AppFailure {
  return new AppFailure({
    type: 'workspace-refused',
    field: 'workspace.masks',
    message: `“${path}” is to be hidden from the agent, but was moved or made where its container does not cover it. Recreate the agent, which hides it again.`,
  });
}

function goneFailure({ path }: Place): AppFailure {
  return new AppFailure({
    type: 'workspace-refused',
    field: 'workspace.masks',
    message: `“${path}”, which is hidden from the agent, is not there any more: it may have been moved to where the agent can see it. Put it back, or recreate the agent.`,
  });
}
