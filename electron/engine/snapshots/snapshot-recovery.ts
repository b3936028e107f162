import type { Logger } from '../../lib/logger.ts';
import { previousSuffix } from '../directory/directory-agent.ts';
import type { ContainerSummary } from '../docker/api.ts';
import { AGENT_LABEL, ROLE_LABEL } from '../objects/labels.ts';
import type { Operations } from '../operations/operations.ts';
import type { VolumeLabelStore } from '../records/volume-label-store.ts';
import { goOn, pausingMarks } from '../snapshot-images/save-steps.ts';
import { ownVolumes } from '../snapshot-images/snapshot-objects.ts';
import { isRestored, nameOf } from './is-restored.ts';
import { bringBack, finish, type Restoration, type RestoreDeps } from './restore-steps.ts';

const STOP_GRACE_SECONDS = 10;

/**
 * Ends the pauses of snapshots that the end of the app interrupted, and undoes or finishes its restorations. Reads the
 * containers from the engine, because the directory may not have been read yet.
 */
export class SnapshotRecovery {
  readonly #deps: RestoreDeps;
  readonly #operations: Operations;
  readonly #marks: VolumeLabelStore<Restoration>;
  readonly #logger: Logger;

  constructor(options: {
    deps: RestoreDeps;
    operations: Operations;
    marks: VolumeLabelStore<Restoration>;
    logger: Logger;
  }) {
    this.#deps = options.deps;
    this.#operations = options.operations;
    this.#marks = options.marks;
    this.#logger = options.logger;
  }

  async run(signal: AbortSignal): Promise<void> {
    const pauses = pausingMarks(this.#deps.engine);
    for (const agentId of (await pauses.all()).keys()) {
      if (this.#isBusy(agentId)) continue;
      for (const { Id } of await this.#containers(agentId, signal)) await goOn(this.#deps.engine(), Id);
      await pauses.forget(agentId);
    }
    for (const [agentId, restoration] of await this.#marks.all()) {
      if (!this.#isBusy(agentId)) await this.#recover(agentId, restoration, signal);
    }
  }

  async #recover(agentId: string, restoration: Restoration, signal: AbortSignal): Promise<void> {
    const engine = this.#deps.engine();
    const containers = await this.#containers(agentId, signal);
    const volumes = await ownVolumes(engine, agentId, signal);
    if (containers.length === 0 || volumes.length === 0) return await this.#marks.forget(agentId);
    const isFinished = isRestored(agentId, restoration, containers);
    this.#logger.warn('a restoration was cut off', { agentId, isFinished });
    const name = nameOf(containers[0])
      .replace(/^bulkhead-/, '')
      .replace(previousSuffix(agentId), '');
    const back = async () => {
      const running = containers.filter(({ State }) => State === 'running');
      for (const { Id } of running) await engine.stopContainer(Id, STOP_GRACE_SECONDS);
      await bringBack(this.#deps, agentId, volumes, signal);
      await this.#marks.forget(agentId);
      for (const { Id } of running) await engine.startContainer(Id);
    };
    const forward = async () => {
      await finish(this.#deps, agentId, volumes, signal);
      await this.#marks.forget(agentId);
    };
    this.#operations.start({
      kind: 'restore',
      title: `${isFinished ? 'Finish' : 'Take back'} the restoration of ${name} that was cut off`,
      agentId,
      steps: [
        isFinished
          ? { id: 'tidy', label: 'Forget what was there before', run: forward }
          : { id: 'back', label: 'Bring back the files from before it', run: back },
      ],
    });
  }

  #isBusy(agentId: string): boolean {
    return this.#operations.list().some((each) => each.agentId === agentId && each.finishedAt === undefined);
  }

  #containers(agentId: string, signal: AbortSignal): Promise<ContainerSummary[]> {
    const label = [`${AGENT_LABEL}=${agentId}`, `${ROLE_LABEL}=agent`];
    return this.#deps.engine().listContainers({ label }, { signal });
  }
}
