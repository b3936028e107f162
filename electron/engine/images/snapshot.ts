import { AGENT_LABEL, ROLE_LABEL, VERSION_LABEL } from '../agents/labels.ts';
import type { Engine } from '../docker/engine.ts';

const REPOSITORY = 'bulkhead/snapshot';

export interface SnapshotRequest {
  agentId: string;
  containerId: string;
  version: string;
  /** ms since the epoch */
  at: number;
  /** Names of environment variables whose values stay out of the image. */
  blankEnvironment: readonly string[];
}

export function snapshotReference({ agentId, at }: Pick<SnapshotRequest, 'agentId' | 'at'>): string {
  return `${REPOSITORY}:${agentId}-${at}`;
}

/** Keeps what a container wrote outside of volumes as an image; resolves to its reference. */
export async function takeSnapshot(engine: Engine, request: SnapshotRequest): Promise<string> {
  const reference = snapshotReference(request);
  await engine.commitContainer(request.containerId, {
    repository: REPOSITORY,
    tag: reference.slice(REPOSITORY.length + 1),
    labels: {
      [AGENT_LABEL]: request.agentId,
      [ROLE_LABEL]: 'snapshot',
      [VERSION_LABEL]: request.version,
    },
    env: request.blankEnvironment.map((name) => `${name}=`),
  });
  return reference;
}
