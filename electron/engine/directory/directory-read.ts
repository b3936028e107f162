import { AppFailure } from '../../contract/error.ts';
import type { ContainerInspect } from '../docker/api.ts';
import type { Engine } from '../docker/engine.ts';
import { AGENT_LABEL, ROLE_LABEL } from '../objects/labels.ts';

/** Limit of parallel inspections; a higher limit does not make the engine faster. */
const PARALLEL = 8;

/** Resolves to undefined when the container does not exist. */
export async function inspectIfThere(
  engine: Engine,
  containerId: string,
  signal: AbortSignal,
): Promise<ContainerInspect | undefined> {
  try {
    return await engine.inspectContainer(containerId, { signal });
  } catch (error) {
    if (error instanceof AppFailure && error.error.type === 'container-gone') return undefined;
    throw error;
  }
}

/** Every agent container, running or not. */
export async function inspectAll(engine: Engine, signal: AbortSignal): Promise<ContainerInspect[]> {
  const listed = await engine.listContainers({ label: [AGENT_LABEL, `${ROLE_LABEL}=agent`] }, { signal });
  const waiting = listed.map((container) => container.Id);
  const containers: ContainerInspect[] = [];
  const work = async () => {
    for (let id = waiting.shift(); id !== undefined; id = waiting.shift()) {
      const inspect = await inspectIfThere(engine, id, signal);
      if (inspect) containers.push(inspect);
    }
  };
  await Promise.all(Array.from({ length: PARALLEL }, work));
  return containers;
}
