import { isAbsolute } from 'node:path/posix';
import type { AgentSpec, HostFolder } from '../../contract/agent-spec.ts';
import { assertNever } from '../../lib/assert-never.ts';
import type { MountSpec } from '../docker/api.ts';
import { HOME_PATH } from './environment.ts';
import { objectNames } from './object-names.ts';

export const WORKSPACE_PATH = '/workspace';

/** Top folders of a container that belong to the image, the engine or the app: nothing of the host goes there. */
const OCCUPIED =
  /^\/(bin|boot|dev|etc|lib|lib32|lib64|libx32|proc|root|run|sbin|sys|tmp|usr|var|workspace|home\/agent)(\/|$)/;

/**
 * A host folder's own path, when it can be the same inside: then paths in logs, errors and editors mean the same file
 * on both sides. Undefined where it would hide something, and for Windows paths.
 */
export function mirroredPath(hostPath: string): string | undefined {
  if (!isAbsolute(hostPath) || hostPath === '/' || OCCUPIED.test(hostPath)) return undefined;
  return hostPath.replace(/\/+$/, '');
}

/** The home, the workspace, and a host folder a second time under its own path. A copy's baseline is never among them. */
export function agentMounts(agentId: string, { workspace }: Pick<AgentSpec, 'workspace'>): MountSpec[] {
  const names = objectNames(agentId);
  const home: MountSpec = { Type: 'volume', Source: names.home, Target: HOME_PATH };
  switch (workspace.kind) {
    case 'volume':
    case 'copy':
      return [home, { Type: 'volume', Source: names.workspace, Target: WORKSPACE_PATH }];
    case 'host-folder':
      return [home, ...folderMounts(workspace)];
    default:
      return assertNever(workspace);
  }
}

function folderMounts({ path, readOnly }: HostFolder): MountSpec[] {
  const targets = [WORKSPACE_PATH, mirroredPath(path)].filter((target) => target !== undefined);
  return targets.map(
    (target): MountSpec => ({
      Type: 'bind',
      Source: path,
      Target: target,
      ...(readOnly ? { ReadOnly: true } : {}),
    }),
  );
}

export function workingDirectory({ workspace }: Pick<AgentSpec, 'workspace'>): string {
  return (workspace.kind === 'host-folder' && mirroredPath(workspace.path)) || WORKSPACE_PATH;
}
