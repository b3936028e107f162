import type { Sample, TimeRange } from '../../contract/stats.ts';
import type { Clock } from '../../lib/clock.ts';
import type { Logger } from '../../lib/logger.ts';
import { Scope } from '../../lib/scope.ts';
import { Semaphore } from '../../lib/semaphore.ts';
import type { AgentDirectory } from '../directory/directory.ts';
import type { ContainerStats } from '../docker/api.ts';
import type { Engine } from '../docker/engine.ts';
import { type Reading, readingsFor, type Want } from './demand.ts';
import { History } from './history.ts';
import { readSlowly, readStream } from './reader.ts';
import { reachesPidsLimit, toSample } from './sample.ts';

/**
 * Delay before stopping a reader: a window closes one watch and opens the next when its list changes, and a reader that
 * is still wanted must not restart.
 */
const SETTLE_MS = 100;
const PARALLEL_READINGS = 64;

export interface StatsServiceOptions {
  engine(): Engine;
  directory: AgentDirectory;
  clock: Clock;
  logger: Logger;
  /** Called when an agent reaches its process limit. */
  onProcessLimit?(agentId: string): void;
}

interface Watcher {
  want: Want;
  onSample(agentId: string, sample: Sample): void;
}

/** Reads only the watched containers, and stores an hour of samples. */
export class StatsService {
  readonly #options: StatsServiceOptions;
  readonly #scope = new Scope();
  readonly #watchers = new Set<Watcher>();
  readonly #readers = new Map<string, { reading: Reading; scope: Scope }>();
  readonly #previous = new Map<string, { key: string; stats: ContainerStats }>();
  readonly #histories = new Map<string, History>();
  readonly #queue = new Semaphore(PARALLEL_READINGS);
  #settling: (() => void) | undefined;

  constructor(options: StatsServiceOptions) {
    this.#options = options;
    this.#scope.add(
      options.directory.onChange(({ removed }) => {
        for (const agentId of removed) this.#forget(agentId);
        this.#settle();
      }),
    );
    this.#scope.add(async () => {
      this.#settling?.();
      await Promise.all([...this.#readers.values()].map((reader) => reader.scope.dispose()));
    });
  }

  /** Calls back with each new sample; the returned function ends the watch. */
  watch(want: Want, onSample: Watcher['onSample']): () => void {
    const watcher: Watcher = { want, onSample };
    this.#watchers.add(watcher);
    this.#settle();
    return () => {
      this.#watchers.delete(watcher);
      this.#settle();
    };
  }

  /** Samples of an agent in the last minutes, oldest first; empty for unwatched agents. */
  history(agentId: string, minutes: TimeRange): Sample[] {
    return this.#histories.get(agentId)?.since(minutes, this.#options.clock.now()) ?? [];
  }

  /** Number of containers being read. */
  get readers(): number {
    return this.#readers.size;
  }

  async dispose(): Promise<void> {
    await this.#scope.dispose();
  }

  #settle(): void {
    if (this.#scope.disposed) return;
    this.#settling ??= this.#options.clock.after(SETTLE_MS, () => {
      this.#settling = undefined;
      this.#reconcile();
    });
  }

  #reconcile(): void {
    const wants = [...this.#watchers].map((watcher) => watcher.want);
    const readings = readingsFor(wants, this.#options.directory.list().agents);
    for (const [agentId, reader] of this.#readers) {
      const reading = readings.get(agentId);
      if (reading?.key === reader.reading.key && reading.rate === reader.reading.rate) continue;
      this.#readers.delete(agentId);
      void reader.scope.dispose();
    }
    for (const [agentId, reading] of readings) {
      if (!this.#readers.has(agentId)) this.#start(reading);
    }
  }

  #start(reading: Reading): void {
    const { engine, clock, logger } = this.#options;
    const scope = new Scope();
    this.#readers.set(reading.agentId, { reading, scope });
    const options = {
      engine,
      clock,
      queue: this.#queue,
      onStats: (stats: ContainerStats) => this.#receive(reading, stats),
    };
    const isFresh = this.#previous.get(reading.agentId)?.key === reading.key;
    const running =
      reading.rate === 'focused'
        ? readStream(reading.containerId, options, scope.signal)
        : readSlowly(reading.containerId, options, scope.signal, isFresh);
    const ended = running.catch((error: unknown) => logger.error('reading stats failed', { error }));
    scope.add(() => ended);
  }

  #receive(reading: Reading, stats: ContainerStats): void {
    const { agentId, key } = reading;
    if (this.#readers.get(agentId)?.reading !== reading) return;
    if (reachesPidsLimit(stats)) this.#options.onProcessLimit?.(agentId);
    const previous = this.#previous.get(agentId);
    this.#previous.set(agentId, { key, stats });
    if (previous?.key !== key) return;
    const sample = toSample(stats, previous.stats, this.#options.clock.now());
    if (!sample) return;
    const history = this.#histories.get(agentId) ?? new History();
    this.#histories.set(agentId, history);
    history.add(sample);
    for (const watcher of this.#watchers) watcher.onSample(agentId, sample);
  }

  #forget(agentId: string): void {
    this.#histories.delete(agentId);
    this.#previous.delete(agentId);
  }
}
