import { AppFailure } from '../../contract/error.ts';
import type { CallOutput } from '../../contract/registry.ts';
import { assertNever } from '../../lib/assert-never.ts';
import type { AgentDirectory } from '../directory/directory.ts';
import type { Operations } from '../operations/operations.ts';
import { refuseWhileBusy } from '../operations/refuse-while-busy.ts';
import type { Step } from '../operations/run-steps.ts';
import { findLeftovers, type Leftover } from './leftovers-find.ts';
import { nothingLeftOver } from './nothing-left-over.ts';
import { readAgentObjects } from './removal-objects.ts';
import { type RemovalDeps, removalSteps } from './removal-steps.ts';

export interface LeftoversOptions extends RemovalDeps {
  directory: Pick<AgentDirectory, 'list'>;
  operations: Operations;
}

/** Finds the leftovers of crashes, and removes them on request. */
export class Leftovers {
  readonly #options: LeftoversOptions;

  constructor(options: LeftoversOptions) {
    this.#options = options;
  }

  async list(signal: AbortSignal): Promise<CallOutput<'leftovers.list'>> {
    return (await this.#find(signal)).map(({ agentId, name, objects }) => ({ agentId, name, objects }));
  }

  /** Throws `not-found`, or `conflict` when only the agent itself is left, with what a person can do then. */
  async cleanUp(agentId: string, signal: AbortSignal): Promise<{ operationId: string }> {
    refuseWhileBusy(this.#options.operations, agentId);
    const leftover = (await this.#find(signal)).find((each) => each.agentId === agentId);
    if (!leftover) {
      const { operations } = this.#options;
      const agent = this.#options.directory.list().agents.find(({ id }) => id === agentId);
      throw new AppFailure(
        nothingLeftOver(
          agent,
          operations.list().filter((each) => each.agentId === agentId),
        ),
      );
    }
    const { id } = this.#options.operations.start({
      kind: 'clean-up',
      title: `Clean up ${leftover.objects.join(', ')}`,
      agentId,
      steps: this.#steps(leftover),
    });
    return { operationId: id };
  }

  async #find(signal: AbortSignal): Promise<Leftover[]> {
    const { engine, operations } = this.#options;
    const objects = await readAgentObjects(engine(), undefined, signal);
    return findLeftovers(objects, (agentId) =>
      operations.list().some((each) => each.agentId === agentId && each.finishedAt === undefined),
    );
  }

  #steps(leftover: Leftover): Step[] {
    const { engine } = this.#options;
    switch (leftover.kind) {
      case 'incomplete':
        // A workspace that was never written to is empty; a person may have kept any other.
        return removalSteps(this.#options, leftover.agentId, 'delete-if-empty');
      case 'replaced':
        return [removeStep(() => engine().removeContainer(leftover.remove))];
      case 'unfinished-replacement':
        return [
          removeStep(() => engine().removeContainer(leftover.remove)),
          { ...this.#restoreStep(leftover.restore), after: ['container'] },
        ];
      case 'set-aside':
        return [this.#restoreStep(leftover.restore)];
      case 'half-snapshot':
        return [
          {
            id: 'snapshot',
            label: 'Remove the unfinished snapshot',
            run: async () => {
              for (const volume of leftover.volumes) await engine().removeVolume(volume);
              for (const image of leftover.images) await engine().removeImage(image);
            },
          },
        ];
      default:
        return assertNever(leftover);
    }
  }

  #restoreStep({ id, name }: { id: string; name: string }): Step {
    return {
      id: 'restore',
      label: 'Give the previous container its name back',
      run: () => this.#options.engine().renameContainer(id, name),
    };
  }
}

const removeStep = (run: () => Promise<void>): Step => ({
  id: 'container',
  label: 'Remove the container',
  run,
});
