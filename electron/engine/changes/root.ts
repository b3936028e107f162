import type { RootChanges } from '../../contract/changes.ts';
import type { ContainerInspect, RootChange } from '../docker/api.ts';
import { risksOf } from './risk.ts';

/** The most entries in a list. The rest is counted. */
const MAXIMUM_ENTRIES = 20_000;

const CHANGES = ['modified', 'added', 'deleted'] as const;

/**
 * The engine's list for a person: a folder that is only there because of what lies in it is left out, and so is what
 * the engine itself puts into every container.
 */
export function rootChanges(
  changes: readonly RootChange[],
  inspect: Pick<ContainerInspect, 'Mounts' | 'HostConfig'>,
): RootChanges {
  const mounts = [
    ...inspect.Mounts.map(({ Destination }) => Destination),
    ...Object.keys(inspect.HostConfig.Tmpfs ?? {}),
  ];
  const parents = new Set<string>();
  for (const { Path } of changes) {
    for (let end = Path.lastIndexOf('/'); end > 0; end = Path.lastIndexOf('/', end - 1))
      parents.add(Path.slice(0, end));
  }
  const holdsEnginesOwn = (path: string) => [...ENGINES_OWN].some((own) => own.startsWith(`${path}/`));
  const holdsOther = (path: string) =>
    changes.some(({ Path }) => Path.startsWith(`${path}/`) && !ENGINES_OWN.has(Path));
  const shown = changes
    .filter(({ Path, Kind }) => !(parents.has(Path) && Kind === 0))
    .filter(({ Path }) => !mounts.some((mount) => Path === mount || mount.startsWith(`${Path}/`)))
    .filter(({ Path }) => !ENGINES_OWN.has(Path) && !(holdsEnginesOwn(Path) && !holdsOther(Path)))
    .sort((a, b) => (a.Path < b.Path ? -1 : 1));
  return {
    entries: shown.slice(0, MAXIMUM_ENTRIES).map(({ Path, Kind }) => {
      const change = CHANGES[Kind] ?? 'modified';
      const risks = risksOf({ path: Path.slice(1), status: change, kind: 'file' });
      return { path: Path, change, risks };
    }),
    leftOut: Math.max(0, shown.length - MAXIMUM_ENTRIES),
    readOnly: inspect.HostConfig.ReadonlyRootfs ?? false,
  };
}

/** Files that the engine makes in each container, to mount its own over them. */
const ENGINES_OWN = new Set([
  '/etc/hosts',
  '/etc/hostname',
  '/etc/resolv.conf',
  '/etc/mtab',
  '/.dockerenv',
  '/sbin/docker-init',
  '/dev',
  '/proc',
  '/sys',
  '/run/secrets',
]);
