import { isAbsolute } from 'node:path/posix';
import type { AgentSpec } from '../../contract/agent-spec.ts';
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

/** The home, the workspace, and a host folder a second time under its own path. */
export function agentMounts(agentId: string, { workspace }: Pick<AgentSpec, 'workspace'>): MountSpec[] {
  const names = objectNames(agentId);
  const home: MountSpec = { Type: 'volume', Source: names.home, Target: HOME_PATH };
  if (workspace.kind === 'volume') {
    return [home, { Type: 'volume', Source: names.workspace, Target: WORKSPACE_PATH }];
  }
  const targets = [WORKSPACE_PATH, mirroredPath(workspace.path)].filter((target) => target !== undefined);
  const readOnly = workspace.readOnly ? { ReadOnly: true } : {};
  return [
    home,
    ...targets.map(
      (target): MountSpec => ({ Type: 'bind', Source: workspace.path, Target: target, ...readOnly }),
    ),
  ];
}

export function workingDirectory({ workspace }: Pick<AgentSpec, 'workspace'>): string {
  return (workspace.kind === 'host-folder' && mirroredPath(workspace.path)) || WORKSPACE_PATH;
}
