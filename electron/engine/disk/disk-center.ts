import type { DiskItem, DiskUsage } from '../../contract/disk.ts';
import { AppFailure } from '../../contract/error.ts';
import type { Operation } from '../../contract/operation.ts';
import type { Clock } from '../../lib/clock.ts';
import type { AgentDirectory } from '../directory/directory.ts';
import type { Engine } from '../docker/engine.ts';
import type { Operations } from '../operations/operations.ts';
import type { Step } from '../operations/run-steps.ts';
import { deleteSnapshot } from '../snapshot-images/snapshot-objects.ts';
import type { Snapshots } from '../snapshots/snapshots.ts';
import { diskItems } from './disk-items.ts';

export interface DiskCenterOptions {
  engine: () => Engine;
  directory: Pick<AgentDirectory, 'list'>;
  snapshots: Pick<Snapshots, 'list'>;
  operations: Operations;
  clock: Clock;
}

/** What takes space on the engine, and removing what may go. Nothing without our label is ever touched. */
export class DiskCenter {
  readonly #options: DiskCenterOptions;

  constructor(options: DiskCenterOptions) {
    this.#options = options;
  }

  /** Slow: the engine walks everything. */
  async usage(signal: AbortSignal): Promise<DiskUsage> {
    const { engine, directory, snapshots, clock } = this.#options;
    const [usage, kept] = await Promise.all([
      engine().diskUsage({ signal }),
      snapshots.list(undefined, signal),
    ]);
    const agents = directory.list().agents.map(({ id, name }) => ({ id, name }));
    return {
      ...diskItems({ usage, agents, snapshots: kept, logs: new Map() }),
      measuredAt: clock.now(),
    };
  }

  /** Removes what is named; throws `conflict` when something of it is not there any more, or is in use by now. */
  async remove(ids: readonly string[], signal: AbortSignal): Promise<Operation> {
    // Looked at again: what was safe when the list was made may be in use now.
    const { items } = await this.usage(signal);
    const chosen = items.filter(({ id, removal }) => ids.includes(id) && removal !== 'kept');
    if (chosen.length < ids.length) {
      throw new AppFailure({
        type: 'conflict',
        message: 'Something of this is in use by now, or gone. Look again at what can be removed.',
        actions: [{ kind: 'retry', label: 'Look again' }],
      });
    }
    const steps = chosen.map((item, index): Step => {
      const before = chosen[index - 1];
      return {
        id: item.id,
        label: `Remove ${item.label}`,
        ...(before ? { after: [before.id] } : {}),
        run: () => this.#removeItem(item),
      };
    });
    return this.#options.operations.start({ kind: 'clean-up', title: 'Free disk space', steps });
  }

  async #removeItem({ id, kind }: DiskItem): Promise<void> {
    const { engine, snapshots } = this.#options;
    const rest = id.slice(id.indexOf(':') + 1);
    switch (kind) {
      case 'volume':
        return await engine().removeVolume(rest);
      case 'image': {
        const { RepoTags } = await engine().inspectImage(rest);
        // By name: the id of an image with several is refused.
        for (const reference of RepoTags?.length ? RepoTags : [rest]) await engine().removeImage(reference);
        return;
      }
      case 'snapshot': {
        const found = (await snapshots.list(undefined)).find((each) => `${each.agentId}/${each.id}` === rest);
        if (found) await deleteSnapshot(engine(), found);
        return;
      }
      case 'container':
      case 'log':
        throw new Error(`a ${kind} is never removed here`);
    }
  }
}
