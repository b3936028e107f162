import type { Logger } from '../../lib/logger.ts';
import { previousSuffix } from '../directory/directory-agent.ts';
import type { Operations } from '../operations/operations.ts';
import type { VolumeLabelStore } from '../records/volume-label-store.ts';
import { goOn, pausingMarks } from '../snapshot-images/save-steps.ts';
import { agentContainers, nameOf } from './is-restored.ts';
import { endRestoration, type Restoration, type RestoreDeps, readOpenRestoration } from './restore-steps.ts';

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
      for (const { Id } of await agentContainers(this.#deps.engine(), agentId, signal))
        await goOn(this.#deps.engine(), Id);
      await pauses.forget(agentId);
    }
    for (const [agentId, restoration] of await this.#marks.all()) {
      if (!this.#isBusy(agentId)) await this.#recover(agentId, restoration, signal);
    }
  }

  async #recover(agentId: string, restoration: Restoration, signal: AbortSignal): Promise<void> {
    const engine = this.#deps.engine();
    const open = await readOpenRestoration(this.#deps, agentId, restoration, signal);
    const { containers, volumes, isRestored } = open;
    if (containers.length === 0 || volumes.length === 0) return await this.#marks.forget(agentId);
    this.#logger.warn('a restoration was cut off', { agentId, isRestored });
    const name = nameOf(containers[0])
      .replace(/^bulkhead-/, '')
      .replace(previousSuffix(agentId), '');
    // An agent that runs is stopped while its files go back.
    const stopped = isRestored ? [] : containers.filter(({ State }) => State === 'running');
    const run = async () => {
      for (const { Id } of stopped) await engine.stopContainer(Id, STOP_GRACE_SECONDS);
      await endRestoration(this.#deps, open, signal);
      await this.#marks.forget(agentId);
      for (const { Id } of stopped) await engine.startContainer(Id);
    };
    this.#operations.start({
      kind: 'restore',
      title: `${isRestored ? 'Finish' : 'Take back'} the restoration of ${name} that was cut off`,
      agentId,
      steps: [
        isRestored
          ? { id: 'tidy', label: 'Forget what was there before', run }
          : { id: 'back', label: 'Bring back the files from before it', run },
      ],
    });
  }

  #isBusy(agentId: string): boolean {
    return this.#operations.list().some((each) => each.agentId === agentId && each.finishedAt === undefined);
  }
}
