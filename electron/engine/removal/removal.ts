import { AppFailure } from '../../contract/error.ts';
import type { CallOutput } from '../../contract/registry.ts';
import type { AgentDirectory } from '../directory/directory.ts';
import type { Operations } from '../operations/operations.ts';
import { refuseWhileBusy } from '../operations/refuse-while-busy.ts';
import { readAgentObjects } from './removal-objects.ts';
import { type RemovalDeps, removalSteps } from './removal-steps.ts';

/**
 * Deadline of the measurement, which walks every file of every volume. A dialog cannot wait longer; it then shows
 * "unknown".
 */
const SIZES_TIMEOUT_MS = 2_000;

export interface AgentRemovalOptions extends RemovalDeps {
  directory: AgentDirectory;
  operations: Operations;
}

/** Previews and starts the removal of agents. */
export class AgentRemoval {
  readonly #options: AgentRemovalOptions;

  constructor(options: AgentRemovalOptions) {
    this.#options = options;
  }

  /** Sizes are absent when the engine cannot report them in time. */
  async preview(agentId: string, signal: AbortSignal): Promise<CallOutput<'agent.removal'>> {
    const engine = this.#options.engine();
    const options = { signal, timeoutMs: SIZES_TIMEOUT_MS };
    const [objects, sizes, layer] = await Promise.all([
      readAgentObjects(engine, agentId, signal),
      unlessSlow(engine.volumeSizes(options), signal),
      unlessSlow(this.#writableLayer(agentId, options), signal),
    ]);
    const workspace = objects.workspaces[0]?.Name;
    const home = objects.homes[0]?.Name;
    const workspaceBytes = workspace === undefined ? undefined : sizes?.get(workspace);
    const baseline = objects.baselines[0]?.Name;
    const baselineBytes = baseline === undefined ? undefined : sizes?.get(baseline);
    const homeBytes = home === undefined ? undefined : sizes?.get(home);
    return {
      ...(workspace === undefined ? {} : { workspaceVolume: workspace }),
      ...(workspaceBytes === undefined ? {} : { workspaceBytes }),
      ...(baselineBytes === undefined ? {} : { baselineBytes }),
      ...(homeBytes === undefined ? {} : { homeBytes }),
      ...(layer === undefined ? {} : { writableLayerBytes: layer }),
      snapshots: objects.snapshots.length,
    };
  }

  /** Starts the removal. Throws `not-found`, and `conflict` while another operation works on the agent. */
  remove(agentId: string, deleteWorkspace: boolean): { operationId: string } {
    const { name } = this.#options.directory.get(agentId);
    refuseWhileBusy(this.#options.operations, agentId);
    const { id } = this.#options.operations.start({
      kind: 'remove',
      title: `Remove agent ${name}`,
      agentId,
      steps: removalSteps(this.#options, agentId, deleteWorkspace ? 'delete' : 'keep'),
    });
    return { operationId: id };
  }

  async #writableLayer(
    agentId: string,
    options: { signal: AbortSignal; timeoutMs: number },
  ): Promise<number | undefined> {
    const { directory, engine } = this.#options;
    const { containerId } = directory.get(agentId);
    return (await engine().inspectContainer(containerId, { ...options, size: true })).SizeRw;
  }
}

async function unlessSlow<T>(work: Promise<T>, signal: AbortSignal): Promise<T | undefined> {
  try {
    return await work;
  } catch (error) {
    if (signal.aborted || !(error instanceof AppFailure)) throw error;
    return undefined;
  }
}
