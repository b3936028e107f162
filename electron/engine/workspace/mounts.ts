import { basename, join } from 'node:path/posix';
import { type AgentSpec, type HostFolder, isMountPoint } from '../../contract/agent-spec.ts';
import { STAND_IN } from '../../contract/masks.ts';
import { assertNever } from '../../lib/assert-never.ts';
import { parentsOf } from '../../lib/parents-of.ts';
import type { MountSpec } from '../docker/api.ts';
import { objectNames } from '../objects/object-names.ts';
import { EMPTY_FILE, HOME_PATH, WORKSPACE_PATH } from '../objects/paths.ts';
import type { MaskedPath } from './masks.ts';

/**
 * A host folder's own path, if it can be its mount point too: then paths in logs, errors and editors mean the same file
 * on both sides. Undefined when it would hide something, and for Windows paths.
 */
function mirroredPath(hostPath: string): string | undefined {
  if (!isMountPoint(hostPath)) return undefined;
  return hostPath.replace(/\/+$/, '');
}

/**
 * Mounts of the home, the workspace, and host folders under their own paths. Never includes a copy's baseline. `masked`
 * comes from `findMasks`, which must list only existing paths, because an engine creates a missing mount point.
 */
export function agentMounts(
  agentId: string,
  { workspace }: Pick<AgentSpec, 'workspace'>,
  masked: readonly MaskedPath[],
): MountSpec[] {
  const names = objectNames(agentId);
  const home: MountSpec = { Type: 'volume', Source: names.home, Target: HOME_PATH };
  switch (workspace.kind) {
    case 'volume':
    case 'copy':
      return [home, { Type: 'volume', Source: names.workspace, Target: WORKSPACE_PATH }];
    case 'host-folder':
      return [home, ...folderTargets(workspace).flatMap((folder) => folderMounts(folder, masked))];
    default:
      return assertNever(workspace);
  }
}

/** Mount point of each host folder. Folders that cannot use their own path are mounted below /folders. */
export function folderTargets(
  workspace: HostFolder,
): { path: string; readOnly: boolean; targets: string[] }[] {
  const { path, readOnly, mirrorPath, folders } = workspace;
  const own = mirrorPath ? mirroredPath(path) : undefined;
  return [
    { path, readOnly, targets: own === undefined ? [WORKSPACE_PATH] : [WORKSPACE_PATH, own] },
    ...folders.map((folder, index) => ({
      ...folder,
      targets: [
        mirroredPath(folder.target ?? folder.path) ?? `/folders/${index + 1}-${basename(plain(folder.path))}`,
      ],
    })),
  ];
}

const plain = (path: string) => path.replaceAll('\\', '/');

function folderMounts(
  { path, readOnly, targets }: ReturnType<typeof folderTargets>[number],
  masked: readonly MaskedPath[],
): MountSpec[] {
  return targets.flatMap((target) => [
    { Type: 'bind' as const, Source: path, Target: target, ...(readOnly ? { ReadOnly: true } : {}) },
    ...foldersOf(masked.filter(({ folder }) => folder === path)).map((parent) => ({
      Type: 'bind' as const,
      Source: join(path, parent),
      Target: join(target, parent),
      ...(readOnly ? { ReadOnly: true } : {}),
    })),
    ...masked
      .filter(({ folder }) => folder === path)
      .map((mask) => maskMount(join(target, mask.path), path, mask)),
  ]);
}

/**
 * The folders that masked places lie in, outermost first. Each is mounted over itself: a mount point cannot be renamed,
 * so that "mv api api-old" does not take "api/.env" away from what covers it.
 */
function foldersOf(masked: readonly MaskedPath[]): string[] {
  return [...new Set(masked.flatMap(({ path }) => parentsOf(path)))].sort((a, b) => a.length - b.length);
}

/** Mounts an empty, read-only folder, the file that is always empty, or the file that is shown in its place. */
function maskMount(
  target: string,
  folder: string,
  { kind, path, hasStandIn, shownFile }: MaskedPath,
): MountSpec {
  if (kind === 'directory') {
    return { Type: 'tmpfs', Target: target, ReadOnly: true, TmpfsOptions: { SizeBytes: 4096, Mode: 0o555 } };
  }
  const source = shownFile ?? (hasStandIn ? join(folder, `${path}${STAND_IN}`) : EMPTY_FILE);
  return { Type: 'bind', Source: source, Target: target, ReadOnly: true };
}

export function workingDirectory({ workspace }: Pick<AgentSpec, 'workspace'>): string {
  if (workspace.kind !== 'host-folder' || !workspace.mirrorPath) return WORKSPACE_PATH;
  return mirroredPath(workspace.path) ?? WORKSPACE_PATH;
}
