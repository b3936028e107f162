import { type DiskQuota, type DiskQuotaState, diskQuotaSchema } from '../../contract/disk.ts';
import { AppFailure } from '../../contract/error.ts';
import type { Clock } from '../../lib/clock.ts';
import type { Logger } from '../../lib/logger.ts';
import { Scope } from '../../lib/scope.ts';
import type { ActivityLog } from '../activity/activity-log.ts';
import type { AgentDirectory } from '../directory/directory.ts';
import type { EngineConnection } from '../docker/connection.ts';
import type { Engine } from '../docker/engine.ts';
import type { AgentLifecycle } from '../lifecycle/lifecycle.ts';
import { objectNames } from '../objects/object-names.ts';
import { VolumeLabelStore } from '../records/volume-label-store.ts';
import { quotaAct } from './quota-step.ts';

/** Interval of the measurement, which walks files; agents without a quota are not measured. */
const LOOK_EVERY_MS = 60_000;

export interface DiskQuotasOptions {
  engine: () => Engine;
  connection: Pick<EngineConnection, 'state'>;
  directory: Pick<AgentDirectory, 'list' | 'get'>;
  lifecycle: Pick<AgentLifecycle, 'act'>;
  activity: Pick<ActivityLog, 'add'>;
  clock: Clock;
  logger: Logger;
}

/**
 * Soft disk limits of agents. Engines enforce no size on most file systems, and on none for volumes; so usage is
 * measured every minute, and an agent may exceed its quota for that long.
 */
export class DiskQuotas {
  readonly #options: DiskQuotasOptions;
  readonly #records: VolumeLabelStore<DiskQuota>;
  readonly #measured = new Map<string, { usedBytes: number; measuredAt: number }>();
  readonly #over = new Set<string>();
  readonly #scope = new Scope();
  #cancel: () => void = () => undefined;

  constructor(options: DiskQuotasOptions) {
    this.#options = options;
    this.#records = new VolumeLabelStore(options.engine, 'disk-quota', diskQuotaSchema);
    this.#scope.add(() => this.#cancel());
    this.#schedule();
  }

  async list(): Promise<Record<string, DiskQuotaState>> {
    const all = await this.#records.all();
    return Object.fromEntries(
      [...all].map(([agentId, quota]) => [agentId, { quota, ...this.#measured.get(agentId) }]),
    );
  }

  async set(agentId: string, quota: DiskQuota | null): Promise<void> {
    this.#options.directory.get(agentId);
    this.#over.delete(agentId);
    if (quota) await this.#records.remember(agentId, quota, this.#options.clock.now());
    else await this.#records.forget(agentId);
  }

  /** Measures every agent with a quota, and acts on those over it. */
  async measure(signal: AbortSignal): Promise<void> {
    const { engine, directory, clock, logger } = this.#options;
    const quotas = await this.#records.all();
    const agents = directory.list().agents.filter(({ id }) => quotas.has(id));
    if (agents.length === 0) return;
    const sizes = await engine().volumeSizes({ signal });
    for (const agent of agents) {
      const quota = quotas.get(agent.id);
      if (!quota) continue;
      try {
        const names = objectNames(agent.id);
        const { SizeRw = 0 } = await engine().inspectContainer(agent.containerId, { signal, size: true });
        const usedBytes =
          SizeRw + Math.max(0, sizes.get(names.workspace) ?? 0) + Math.max(0, sizes.get(names.home) ?? 0);
        this.#measured.set(agent.id, { usedBytes, measuredAt: clock.now() });
        const act = quotaAct(usedBytes, quota, { wasOver: this.#over.has(agent.id), status: agent.status });
        if (usedBytes > quota.bytes) this.#over.add(agent.id);
        else this.#over.delete(agent.id);
        if (act === 'pause' || act === 'stop') await this.#options.lifecycle.act(agent.id, act, signal);
        if (act !== 'nothing') this.#tell(agent.id, agent.name, usedBytes, quota, act);
      } catch (error) {
        if (!(error instanceof AppFailure)) throw error;
        logger.warn('an agent’s disk quota could not be looked at', { agentId: agent.id, error });
      }
    }
  }

  dispose(): Promise<void> {
    return this.#scope.dispose();
  }

  #tell(
    agentId: string,
    agentName: string,
    used: number,
    quota: DiskQuota,
    act: 'warn' | 'pause' | 'stop',
  ): void {
    const done = act === 'pause' ? ' It was paused.' : act === 'stop' ? ' It was stopped.' : '';
    this.#options.activity.add({
      agentId,
      agentName,
      kind: 'disk-quota',
      text: `It keeps ${mebibytes(used)} MiB on the engine, over its disk quota of ${mebibytes(quota.bytes)} MiB.${done}`,
      action: { kind: 'show-agent', label: 'Show the agent' },
    });
  }

  #schedule(): void {
    this.#cancel = this.#options.clock.after(LOOK_EVERY_MS, () => {
      const isConnected = this.#options.connection.state.status === 'connected';
      const looking = isConnected ? this.measure(this.#scope.signal) : Promise.resolve();
      looking
        .catch((error: unknown) => {
          if (!this.#scope.disposed) this.#options.logger.warn('looking at disk quotas failed', { error });
        })
        .finally(() => {
          if (!this.#scope.disposed) this.#schedule();
        });
    });
  }
}

const mebibytes = (bytes: number) => Math.ceil(bytes / (1024 * 1024)).toLocaleString('en');
