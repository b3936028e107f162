import type { AgentSpec } from '../../contract/agent-spec.ts';
import type { ContainerInspect, MountPoint, MountSpec } from '../docker/api.ts';
import { HOME_PATH, WORKSPACE_PATH } from '../objects/paths.ts';
import { FOLDER_MOUNT } from './scripts/mounts.ts';

/** A folder of an agent's work that can be compared: its path inside the agent, and how a toolbox gets to see it. */
export interface WorkFolder {
  path: string;
  kind: 'volume' | 'copy' | 'host-folder';
  /** Read-only, whatever the agent may do. */
  mount: MountSpec;
}

/** The folders that an agent works in, its workspace first. What only holds its settings and caches is none. */
export function workFolders(
  inspect: Pick<ContainerInspect, 'Mounts'>,
  spec: Pick<AgentSpec, 'workspace'> | null,
): WorkFolder[] {
  const further =
    spec?.workspace.kind === 'host-folder' ? spec.workspace.folders.map(({ path }) => path) : [];
  const paths = [WORKSPACE_PATH, ...further];
  return inspect.Mounts.filter(({ Destination }) => paths.includes(Destination) && Destination !== HOME_PATH)
    .sort((a, b) => paths.indexOf(a.Destination) - paths.indexOf(b.Destination))
    .flatMap((point) => toFolder(point, spec));
}

function toFolder(point: MountPoint, spec: Pick<AgentSpec, 'workspace'> | null): WorkFolder[] {
  if (point.Type === 'bind') {
    const mount: MountSpec = { Type: 'bind', Source: point.Source, Target: FOLDER_MOUNT, ReadOnly: true };
    return [{ path: point.Destination, kind: 'host-folder', mount }];
  }
  if (point.Type === 'volume' && point.Name) {
    const kind = spec?.workspace.kind === 'copy' ? 'copy' : 'volume';
    const mount: MountSpec = {
      Type: 'volume',
      Source: point.Name,
      Target: FOLDER_MOUNT,
      ReadOnly: true,
      VolumeOptions: { NoCopy: true },
    };
    return [{ path: point.Destination, kind, mount }];
  }
  return [];
}

/** The host folder that a private copy came from, and goes back to. */
export function applyTarget(spec: Pick<AgentSpec, 'workspace'> | null): string | undefined {
  if (spec?.workspace.kind !== 'copy' || spec.workspace.source.kind !== 'folder') return undefined;
  return spec.workspace.source.path;
}
