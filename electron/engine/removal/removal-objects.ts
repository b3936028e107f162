import type { ContainerSummary, NetworkInspect, VolumeInspect } from '../docker/api.ts';
import type { Engine } from '../docker/engine.ts';
import type { ImageSummary } from '../docker/image-api.ts';
import { AGENT_LABEL, ROLE_LABEL } from '../objects/labels.ts';
import { isRecord } from '../records/volume-label-store.ts';

/** All objects on the engine that were made for agents. */
export interface AgentObjects {
  containers: ContainerSummary[];
  /** Short-lived containers that read an image's files or run a toolbox. */
  probes: ContainerSummary[];
  networks: NetworkInspect[];
  homes: VolumeInspect[];
  workspaces: VolumeInspect[];
  /** Baselines of private copies, for comparison; useless without the workspace. */
  baselines: VolumeInspect[];
  /** Stored values about the agent (see volume-label-store.ts). */
  records: VolumeInspect[];
  /** Images of snapshots, and of the writable layers that containers run instead of their base image. */
  snapshots: Awaited<ReturnType<Engine['listImages']>>;
  runImages: Awaited<ReturnType<Engine['listImages']>>;
  snapshotVolumes: VolumeInspect[];
}

/**
 * Reads the objects of one agent, or of all. Requires both labels: an image saved from an agent passes its agent label
 * on to containers that people create from it, and those are not ours.
 */
export async function readAgentObjects(
  engine: Engine,
  agentId: string | undefined,
  signal: AbortSignal,
): Promise<AgentObjects> {
  const label = agentId === undefined ? AGENT_LABEL : `${AGENT_LABEL}=${agentId}`;
  const of = (role: string) => ({ label: [label, `${ROLE_LABEL}=${role}`] });
  const [containers, probes, toolboxes, networks, volumes, snapshots, runImages] = await Promise.all([
    engine.listContainers(of('agent'), { signal }),
    engine.listContainers(of('probe'), { signal }),
    engine.listContainers(of('toolbox'), { signal }),
    engine.listNetworks(of('network'), { signal }),
    engine.listVolumes({ label: [label] }, { signal }),
    engine.listImages(of('snapshot'), { signal }),
    engine.listImages(of('run'), { signal }),
  ]);
  const volumesFor = (role: string) => volumes.filter(({ Labels }) => Labels?.[ROLE_LABEL] === role);
  return {
    containers,
    probes: [...probes, ...toolboxes],
    networks,
    homes: volumesFor('home'),
    workspaces: volumesFor('workspace'),
    baselines: volumesFor('baseline'),
    records: volumes.filter(isRecord),
    snapshots,
    runImages,
    snapshotVolumes: volumesFor('snapshot-volume'),
  };
}

/** What an image is removed by: its names, because the engine refuses the id of an image with several. */
export function removable({ Id, RepoTags }: Pick<ImageSummary, 'Id' | 'RepoTags'>): string[] {
  return RepoTags?.length ? RepoTags : [Id];
}
