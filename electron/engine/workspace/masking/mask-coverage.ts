import type { HostFolder } from '../../../contract/agent-spec.ts';
import type { MountPoint } from '../../docker/api.ts';
import { isMaskMount } from '../../objects/mask-mount.ts';
import type { MaskedPath } from '../masks.ts';
import { folderTargets } from '../mounts.ts';

export type Place = Pick<MaskedPath, 'folder' | 'path'>;

/** The places of its host folders that a container covers. Pure. */
export function coveredPlaces(
  workspace: HostFolder,
  mounts: readonly Pick<MountPoint, 'Type' | 'Source' | 'Destination'>[],
): Place[] {
  const covers = mounts.filter(isMaskMount);
  return folderTargets(workspace).flatMap(({ path, targets }) =>
    covers.flatMap(({ Destination }) => {
      const target = targets[0] ?? '';
      return Destination.startsWith(`${target}/`)
        ? [{ folder: path, path: Destination.slice(target.length + 1) }]
        : [];
    }),
  );
}

const isSame = (a: Place, b: Place) => a.folder === b.folder && a.path === b.path;

/** What is to be hidden and is not, and what is covered although nothing to hide is found there any more. Pure. */
export function compareCoverage<P extends Place>(
  paths: readonly P[],
  covered: readonly Place[],
): { uncovered: P[]; unfound: Place[] } {
  return {
    uncovered: paths.filter((place) => !covered.some((each) => isSame(each, place))),
    unfound: covered.filter((place) => !paths.some((each) => isSame(each, place))),
  };
}
