import type { Agent } from '../../contract/agent.ts';
import { leaseEnd } from '../../contract/lease.ts';
import type { Clock } from '../../lib/clock.ts';
import type { Logger } from '../../lib/logger.ts';
import { Scope } from '../../lib/scope.ts';
import type { ActivityLog } from '../activity/activity-log.ts';
import type { AgentDirectory } from '../directory/directory.ts';
import type { AgentRemoval } from '../removal/removal.ts';

/** The interval between attempts to remove an agent on which something else works. */
const RETRY_MS = 5_000;
/** The longest interval between two looks, because a timer stands still while the machine sleeps. */
const LOOK_EVERY_MS = 60_000;

export interface LeaseKeeperOptions {
  directory: Pick<AgentDirectory, 'list' | 'onChange'>;
  removal: Pick<AgentRemoval, 'remove'>;
  activity: Pick<ActivityLog, 'add'>;
  clock: Clock;
  logger: Logger;
}

/** Removes agents of programs when their lease has ended, with their workspaces. */
export class LeaseKeeper {
  readonly #options: LeaseKeeperOptions;
  readonly #scope = new Scope();
  #cancel: () => void = () => undefined;

  constructor(options: LeaseKeeperOptions) {
    this.#options = options;
    this.#scope.add(options.directory.onChange(() => this.#look()));
    this.#scope.add(() => this.#cancel());
    this.#look();
  }

  dispose(): Promise<void> {
    return this.#scope.dispose();
  }

  /** Removes what has ended, and looks again at the next end. */
  #look(): void {
    const { directory, clock } = this.#options;
    const now = clock.now();
    this.#cancel();
    let next = Number.POSITIVE_INFINITY;
    for (const agent of directory.list().agents) {
      const end = leaseEnd(agent.spec?.tags);
      if (end === undefined || agent.status === 'creating') continue;
      if (end <= now) this.#remove(agent);
      next = Math.min(next, end <= now ? now + RETRY_MS : end);
    }
    if (next === Number.POSITIVE_INFINITY || this.#scope.disposed) return;
    this.#cancel = clock.after(Math.min(next - now, LOOK_EVERY_MS), () => this.#look());
  }

  #remove({ id: agentId, name: agentName }: Agent): void {
    const { removal, activity, logger } = this.#options;
    try {
      removal.remove(agentId, true);
    } catch (error) {
      // Another operation works on it, perhaps this very removal.
      logger.debug('an agent whose lease has ended stays for now', { agentId, error });
      return;
    }
    activity.add({
      agentId,
      agentName,
      kind: 'removed',
      text: 'Removed with its workspace, because its lease has ended.',
    });
  }
}
