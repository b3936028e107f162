import type { Agent, AgentStatus } from '../../contract/agent.ts';
import { AppFailure } from '../../contract/error.ts';
import type { LiveDirectory } from '../directory/directory-live.ts';
import type { Activity } from '../directory/status.ts';
import type { Engine } from '../docker/engine.ts';
import { containerName } from '../objects/object-names.ts';
import { type LifecycleStep, planLifecycle } from './lifecycle-plan.ts';

/**
 * With `init` a process gets its SIGTERM at once; the grace period is for programs that take long to save their work.
 */
const STOP_GRACE_SECONDS = 10;

export interface LifecycleOptions {
  engine(): Engine;
  directory: Pick<LiveDirectory, 'get' | 'list' | 'refresh'>;
  activityOf(agentId: string): Activity;
  /**
   * Throws when the agent does not fit beside the running agents. Call the returned function when the start has ended.
   */
  admit?(agent: Agent): () => void;
  /** Rejects when the agent must not start as it is. */
  checkStart?(agent: Agent, signal: AbortSignal): Promise<void>;
  /** Gives the agent its new name in its group too. */
  renameInGroup?(group: string, member: { containerId: string; agentName: string }): Promise<void>;
}

export type LifecycleAct = 'start' | 'stop' | 'restart' | 'pause' | 'resume';

/** Actions of a person on an existing agent. Each resolves when the directory shows its result. */
export class AgentLifecycle {
  readonly #options: LifecycleOptions;
  readonly #acting = new Map<string, number>();

  constructor(options: LifecycleOptions) {
    this.#options = options;
  }

  /**
   * Throws `not-running` when the action does not apply to the agent's state, and `conflict` while the app changes the
   * agent.
   */
  async act(agentId: string, act: LifecycleAct, signal: AbortSignal): Promise<void> {
    let admitted: (() => void) | undefined;
    try {
      await this.#withFreshAgent(agentId, signal, async (agent, engine) => {
        const status = settled(agent);
        const isRunning = status === 'running' || status === 'paused';
        const steps = planLifecycle(act, status);
        if (steps.some((step) => step === 'start' || step === 'restart')) {
          await this.#options.checkStart?.(agent, signal);
        }
        if (!isRunning && (act === 'start' || act === 'restart')) admitted = this.#options.admit?.(agent);
        for (const step of steps) {
          await runStep(engine, agent.containerId, step, signal);
        }
      });
    } finally {
      admitted?.();
    }
  }

  /** Whether an action on the agent is in progress. */
  isActing(agentId: string): boolean {
    return this.#acting.has(agentId);
  }

  /** Throws `name-taken`. */
  async rename(agentId: string, name: string, signal: AbortSignal): Promise<void> {
    await this.#withFreshAgent(agentId, signal, async (agent, engine) => {
      if (agent.name === name) return;
      if (this.#options.directory.list().agents.some((other) => other.name === name)) throw nameTaken(name);
      try {
        await engine.renameContainer(agent.containerId, containerName(name), { signal });
      } catch (error) {
        if (error instanceof AppFailure && error.error.type === 'name-taken')
          throw nameTaken(name, error.error.raw);
        throw error;
      }
      const group = agent.spec?.group;
      if (group)
        await this.#options.renameInGroup?.(group, { containerId: agent.containerId, agentName: name });
    });
  }

  #acted(agentId: string): void {
    const left = (this.#acting.get(agentId) ?? 1) - 1;
    if (left > 0) this.#acting.set(agentId, left);
    else this.#acting.delete(agentId);
  }

  /**
   * Refreshes the agent before, since the action depends on its state, and after, even on failure: a failed start shows
   * why.
   */
  async #withFreshAgent(
    agentId: string,
    signal: AbortSignal,
    work: (agent: Agent, engine: Engine) => Promise<void>,
  ): Promise<void> {
    const { directory, engine, activityOf } = this.#options;
    directory.get(agentId);
    const activity = activityOf(agentId);
    if (activity) throw busy(activity);
    const current = engine();
    this.#acting.set(agentId, (this.#acting.get(agentId) ?? 0) + 1);
    try {
      await directory.refresh(agentId, signal);
      await work(directory.get(agentId), current);
    } finally {
      await directory.refresh(agentId, signal).finally(() => this.#acted(agentId));
    }
  }
}

function settled(agent: Agent): Exclude<AgentStatus, 'unreachable'> {
  if (agent.status !== 'unreachable') return agent.status;
  throw new AppFailure({
    type: 'engine-unreachable',
    message: 'The engine is not reachable at the moment.',
    actions: [{ kind: 'retry', label: 'Retry' }],
  });
}

async function runStep(engine: Engine, id: string, step: LifecycleStep, signal: AbortSignal): Promise<void> {
  switch (step) {
    case 'start':
      return await engine.startContainer(id, { signal });
    case 'stop':
      return await engine.stopContainer(id, STOP_GRACE_SECONDS, { signal });
    case 'restart':
      return await engine.restartContainer(id, STOP_GRACE_SECONDS, { signal });
    case 'pause':
      return await engine.pauseContainer(id, { signal });
    case 'unpause':
      return await engine.unpauseContainer(id, { signal });
  }
}

function busy(activity: Exclude<Activity, undefined>): AppFailure {
  const doing = { create: 'being created', recreate: 'being recreated', remove: 'being removed' }[activity];
  return new AppFailure({
    type: 'conflict',
    message: `The agent is ${doing} right now. Wait until that is finished, or cancel it.`,
  });
}

function nameTaken(name: string, raw?: string): AppFailure {
  return new AppFailure({
    type: 'name-taken',
    message: `The name “${name}” is taken. Choose another one.`,
    field: 'name',
    ...(raw === undefined ? {} : { raw }),
  });
}
