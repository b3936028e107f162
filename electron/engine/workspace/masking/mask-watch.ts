import type { Agent } from '../../../contract/agent.ts';
import type { HostFolder } from '../../../contract/agent-spec.ts';
import { AppFailure } from '../../../contract/error.ts';
import type { Clock } from '../../../lib/clock.ts';
import type { Logger } from '../../../lib/logger.ts';
import { Scope } from '../../../lib/scope.ts';
import type { ActivityLog } from '../../activity/activity-log.ts';
import type { AgentDirectory } from '../../directory/directory.ts';

/** Between two looks at an agent whose masks could not be checked, or that could not be stopped. */
const RETRY_MS = 5_000;

export interface MaskWatchOptions {
  directory: Pick<AgentDirectory, 'list' | 'onChange'>;
  activity: Pick<ActivityLog, 'add'>;
  clock: Clock;
  logger: Logger;
  /** Rejects when the masks of a container do not cover what they are to cover. */
  check(agent: Agent, signal: AbortSignal): Promise<void>;
  stop(agent: Agent, signal: AbortSignal): Promise<void>;
  /** Gives back to git what was kept from it for this agent. */
  release(workspace: HostFolder): Promise<void>;
}

/**
 * Looks at the masks of each agent that starts, whoever started it: a restart policy and other programs do not ask the
 * app. An agent whose masks do not cover what they are to cover is stopped, and the reason is an activity. It is looked at
 * again until that worked.
 */
export class MaskWatch {
  readonly #options: MaskWatchOptions;
  readonly #scope = new Scope();
  /** The newest run of each agent that was looked at. */
  readonly #runs = new Map<string, string>();
  readonly #workspaces = new Map<string, HostFolder>();
  readonly #retries = new Map<string, () => void>();

  constructor(options: MaskWatchOptions) {
    this.#options = options;
    this.#scope.add(() => {
      for (const cancel of this.#retries.values()) cancel();
    });
    this.#scope.add(
      options.directory.onChange(({ upserted, removed }) => {
        for (const agent of upserted) this.#look(agent);
        for (const agentId of removed) this.#forget(agentId);
      }),
    );
  }

  dispose(): Promise<void> {
    return this.#scope.dispose();
  }

  #look(agent: Agent): void {
    const workspace = agent.spec?.workspace;
    if (workspace?.kind !== 'host-folder' || workspace.masks.length === 0) return;
    this.#workspaces.set(agent.id, workspace);
    const run = `${agent.containerId} ${agent.startedAt ?? ''}`;
    if (agent.status !== 'running' || this.#runs.get(agent.id) === run) return;
    this.#runs.set(agent.id, run);
    this.#check(agent).catch((error: unknown) => {
      if (this.#scope.disposed) return;
      this.#options.logger.error('the masks of an agent could not be checked', { agentId: agent.id, error });
      this.#lookAgain(agent.id);
    });
  }

  #lookAgain(agentId: string): void {
    const cancel = this.#options.clock.after(RETRY_MS, () => {
      this.#retries.delete(agentId);
      this.#runs.delete(agentId);
      const agent = this.#options.directory.list().agents.find(({ id }) => id === agentId);
      if (agent) this.#look(agent);
    });
    this.#retries.set(agentId, cancel);
  }

  async #check(agent: Agent): Promise<void> {
    const { check, stop, activity } = this.#options;
    const { signal } = this.#scope;
    try {
      await check(agent, signal);
    } catch (error) {
      if (!(error instanceof AppFailure) || error.error.field !== 'workspace.masks') throw error;
      await stop(agent, signal);
      const text = `Stopped: ${error.error.message}`;
      activity.add({ agentId: agent.id, agentName: agent.name, kind: 'unmasked', text });
    }
  }

  #forget(agentId: string): void {
    const workspace = this.#workspaces.get(agentId);
    this.#workspaces.delete(agentId);
    this.#runs.delete(agentId);
    this.#retries.get(agentId)?.();
    this.#retries.delete(agentId);
    if (!workspace || [...this.#workspaces.values()].some(({ path }) => path === workspace.path)) return;
    this.#options.release(workspace).catch((error: unknown) => {
      this.#options.logger.warn('what was masked stays kept from git', { agentId, error });
    });
  }
}
