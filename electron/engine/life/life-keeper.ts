import type { Agent } from '../../contract/agent.ts';
import { AppFailure } from '../../contract/error.ts';
import type { Clock } from '../../lib/clock.ts';
import type { Logger } from '../../lib/logger.ts';
import { Scope } from '../../lib/scope.ts';
import type { ActivityLog } from '../activity/activity-log.ts';
import type { AgentDirectory } from '../directory/directory.ts';
import type { AgentLifecycle } from '../lifecycle/lifecycle.ts';
import type { AgentRemoval } from '../removal/removal.ts';
import type { LifeService } from './life-service.ts';

/** Delay of an automatic removal, because a restart stops the container for a moment. */
const REMOVE_AFTER_MS = 3_000;

export interface LifeKeeperOptions {
  directory: AgentDirectory;
  life: Pick<LifeService, 'lifeOf' | 'ready'>;
  lifecycle: Pick<AgentLifecycle, 'act' | 'isActing'>;
  removal: Pick<AgentRemoval, 'remove'>;
  /** Whether an operation works on the agent. */
  isBusy(agentId: string): boolean;
  activity: ActivityLog;
  /** Whether a person has just started the app, which starts agents that start with the app. */
  launched: boolean;
  clock: Clock;
  logger: Logger;
}

const isOver = ({ status }: Agent) => status === 'stopped' || status === 'failed';

/** Applies agents' lives: starts agents with the app or for a console, stops idle agents, removes throw-away agents. */
export class LifeKeeper {
  readonly #options: LifeKeeperOptions;
  readonly #scope = new Scope();
  readonly #known = new Map<string, Agent>();
  #launching: boolean;

  constructor(options: LifeKeeperOptions) {
    this.#options = options;
    this.#launching = options.launched;
    this.#scope.add(options.directory.onChange(({ upserted, removed }) => this.#changed(upserted, removed)));
    this.#changed(options.directory.list().agents, []);
  }

  /** Starts an agent for a console that is about to open, if its life says so. Throws the errors of a start. */
  async wake(agentId: string, signal: AbortSignal): Promise<void> {
    const { directory, life, lifecycle } = this.#options;
    await life.ready();
    const agent = directory.get(agentId);
    if (isOver(agent) && life.lifeOf(agent).startOnConsole) await lifecycle.act(agentId, 'start', signal);
  }

  /** Stops an agent that has idled for its limit. */
  async stopIdle(agent: Agent, minutes: number): Promise<void> {
    await this.#options.lifecycle.act(agent.id, 'stop', this.#scope.signal);
    this.#options.activity.add({
      agentId: agent.id,
      agentName: agent.name,
      kind: 'idle-stopped',
      text: `Stopped after ${minutes} ${minutes === 1 ? 'minute' : 'minutes'} without output or CPU.`,
      action: { kind: 'start-agent', label: 'Start again' },
    });
  }

  dispose(): Promise<void> {
    return this.#scope.dispose();
  }

  #changed(upserted: readonly Agent[], removed: readonly string[]): void {
    for (const agent of upserted) {
      const before = this.#known.get(agent.id);
      this.#known.set(agent.id, agent);
      const ran = before?.status === 'running' || before?.status === 'paused';
      if (ran && isOver(agent)) this.#ended(agent);
    }
    for (const agentId of removed) this.#known.delete(agentId);
    if (this.#launching && this.#options.directory.list().sequence > 0) {
      this.#launching = false;
      void this.#startWithApp();
    }
  }

  async #startWithApp(): Promise<void> {
    const { directory, life, lifecycle, activity, logger } = this.#options;
    await life.ready();
    for (const agent of directory.list().agents) {
      if (this.#scope.disposed || !isOver(agent) || !life.lifeOf(agent).startOnLaunch) continue;
      const { id: agentId, name: agentName } = agent;
      try {
        await lifecycle.act(agentId, 'start', this.#scope.signal);
        activity.add({ agentId, agentName, kind: 'started', text: 'Started with Bulkhead.' });
      } catch (error) {
        if (!(error instanceof AppFailure)) logger.error('start with the app failed', { error });
        const [action = { kind: 'start-agent' as const, label: 'Start' }] =
          error instanceof AppFailure ? error.error.actions : [];
        const why = error instanceof Error ? error.message : String(error);
        const text = `Could not be started with Bulkhead: ${why}`;
        activity.add({ agentId, agentName, kind: 'not-started', text, action });
      }
    }
  }

  #ended(agent: Agent): void {
    const { life, clock } = this.#options;
    if (!life.lifeOf(agent).removeWhenStopped) return;
    const cancel = clock.after(REMOVE_AFTER_MS, () => this.#removeIfOver(agent.id));
    this.#scope.add(cancel);
  }

  #removeIfOver(agentId: string): void {
    const { directory, life, lifecycle, removal, isBusy, activity, logger } = this.#options;
    const agent = directory.list().agents.find(({ id }) => id === agentId);
    if (!agent || !isOver(agent) || isBusy(agentId) || lifecycle.isActing(agentId)) return;
    if (!life.lifeOf(agent).removeWhenStopped) return;
    try {
      removal.remove(agentId, true);
      activity.add({
        agentId,
        agentName: agent.name,
        kind: 'removed',
        text: 'Removed with its workspace, because it is a throw-away agent and has stopped.',
      });
    } catch (error) {
      logger.warn('removing a throw-away agent failed', { agentId, error });
    }
  }
}
