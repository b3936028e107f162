import type { ContainerSummary, NetworkInspect, VolumeInspect } from '../docker/api.ts';
import type { Engine } from '../docker/engine.ts';
import { AGENT_LABEL, ROLE_LABEL } from '../objects/labels.ts';
import { isRecord } from '../records/volume-label-store.ts';

/** Everything on the engine that was made for agents. */
export interface AgentObjects {
  containers: ContainerSummary[];
  /** Containers that read an image's files, or are a toolbox; they live for a moment. */
  probes: ContainerSummary[];
  networks: NetworkInspect[];
  homes: VolumeInspect[];
  workspaces: VolumeInspect[];
  /** What a private copy was made of, for comparing; worth nothing without its workspace. */
  baselines: VolumeInspect[];
  /** What is remembered about it (see agent-records.ts). */
  records: VolumeInspect[];
  /** Images of snapshots, and those that its container runs instead of its base image. */
  snapshots: Awaited<ReturnType<Engine['listImages']>>;
  runImages: Awaited<ReturnType<Engine['listImages']>>;
  snapshotVolumes: VolumeInspect[];
}

/**
 * Of one agent, or of all. Only what has both our labels: an image saved from an agent hands its agent label on to
 * containers that people make of it, and those are theirs.
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
