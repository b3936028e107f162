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
import { layeredImages } from './layered-images.ts';

export interface DiskCenterOptions {
  engine: () => Engine;
  directory: Pick<AgentDirectory, 'list'>;
  snapshots: Pick<Snapshots, 'list'>;
  operations: Operations;
  clock: Clock;
}

/** Lists what uses disk space on the engine, and removes selected items. Never touches an object without our label. */
export class DiskCenter {
  readonly #options: DiskCenterOptions;

  constructor(options: DiskCenterOptions) {
    this.#options = options;
  }

  /** Slow, because the engine walks all files. */
  async usage(signal: AbortSignal): Promise<DiskUsage> {
    const { engine, directory, snapshots, clock } = this.#options;
    const [usage, agentSnapshots, stored] = await Promise.all([
      engine().diskUsage({ signal }),
      snapshots.list(undefined, signal),
      layeredImages(engine(), signal),
    ]);
    const agents = directory.list().agents.map(({ id, name }) => ({ id, name }));
    return {
      ...diskItems({ usage, stored, agents, snapshots: agentSnapshots, logs: new Map() }),
      measuredAt: clock.now(),
    };
  }

  /** Removes the named items; throws `conflict` when one of them no longer exists, or is in use now. */
  async remove(ids: readonly string[], signal: AbortSignal): Promise<Operation> {
    // Reads the usage again, because an item that was unused in the list may be in use now.
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
        // Removes by name: the engine refuses the id of an image with several names.
        for (const reference of RepoTags?.length ? RepoTags : [rest]) await engine().removeImage(reference);
        return;
      }
      case 'snapshot': {
        const snapshot = (await snapshots.list(undefined)).find(
          (each) => `${each.agentId}/${each.id}` === rest,
        );
        if (snapshot) await deleteSnapshot(engine(), snapshot);
        return;
      }
      case 'container':
      case 'log':
        throw new Error(`a ${kind} is never removed here`);
    }
  }
}
