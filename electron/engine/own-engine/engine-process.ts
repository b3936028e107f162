import { spawn } from 'node:child_process';
import { mkdir, open, readFile, rm, writeFile } from 'node:fs/promises';
import { AppFailure } from '../../contract/error.ts';
import { type Clock, delay } from '../../lib/clock.ts';
import type { Logger } from '../../lib/logger.ts';
import { SerialQueue } from '../../lib/serial-queue.ts';
import type { LaunchPlan } from './launch-plan.ts';
import { leftBehind } from './left-behind.ts';
import type { Places } from './places.ts';
import { isRunning, type ProcessRecord, readRecord, removeRecord, writeRecord } from './process-record.ts';
import { folderFailure, startFailure } from './start-failure.ts';

/** A rootless engine starts in two to three seconds; a busy machine takes far longer. One that ends is known at once. */
const START_DEADLINE_MS = 180_000;
/** The engine gives containers 15 s to end. */
const STOP_DEADLINE_MS = 20_000;
const POLL_MS = 50;

export interface EngineProcessOptions {
  places: Places;
  /** Rejects while the engine does not answer on its socket. */
  ping(signal: AbortSignal): Promise<void>;
  clock: Clock;
  logger: Logger;
}

/**
 * The processes of the app's own engine. They are in a session of their own and outlive the host that started them, so
 * that agents go on; the record names them to the next one. Starts and stops follow one another.
 */
export class EngineProcess {
  readonly #options: EngineProcessOptions;
  readonly #queue = new SerialQueue();

  constructor(options: EngineProcessOptions) {
    this.#options = options;
  }

  async record(): Promise<ProcessRecord | undefined> {
    return await readRecord(this.#options.places.record);
  }

  /**
   * Resolves once the engine answers. What has started ends again when that fails, or when the signal aborts.
   * @param lasting whether it stays when the host ends; false leaves one that stays already as it is
   */
  async start(plan: () => Promise<LaunchPlan>, lasting: boolean, signal: AbortSignal): Promise<void> {
    await this.#queue.run(async () => {
      try {
        await this.#start(plan, lasting, signal);
      } catch (error) {
        throw folderFailure(error, this.#options.places.folder);
      }
    });
  }

  /** Resolves once no process of the engine is left. One that does not run is no error. */
  async stop(): Promise<void> {
    await this.#queue.run(() => this.#stop());
  }

  async #start(plan: () => Promise<LaunchPlan>, lasting: boolean, signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    const { places } = this.#options;
    const present = await this.record();
    if (present && (await this.#untilAnswers(present, signal))) {
      if (lasting && !present.lasting) await writeRecord(places.record, present.pid, true);
      return;
    }
    signal.throwIfAborted();
    // One that the last host was stopping has ended by now.
    if (present && isRunning(present)) throw this.#silent();
    await this.#stop();
    const launch = await plan();
    await mkdir(places.runtime, { recursive: true, mode: 0o700 });
    await writeFile(places.config, '{}\n', { flag: 'wx', mode: 0o600 }).catch(unlessPresent);
    const pid = await this.#spawn(launch);
    const record = await writeRecord(places.record, pid, lasting);
    if (await this.#untilAnswers(record, signal)) return;
    const log = await readFile(places.log, 'utf8').catch(() => '');
    await this.#stop();
    signal.throwIfAborted();
    throw startFailure(log, places);
  }

  /** Agents may run on it, so it is not ended without being asked for. */
  #silent(): AppFailure {
    return new AppFailure({
      type: 'engine-unreachable',
      message: 'The app’s own engine runs, but does not answer. Stop it, and start it again.',
      raw: `See ${this.#options.places.log}.`,
    });
  }

  async #spawn({ program, args, env }: LaunchPlan): Promise<number> {
    const log = await open(this.#options.places.log, 'w', 0o600);
    try {
      const child = spawn(program, args, {
        cwd: '/',
        env,
        detached: true,
        stdio: ['ignore', log.fd, log.fd],
      });
      await new Promise<void>((resolve, reject) => {
        child.once('spawn', resolve);
        child.once('error', reject);
      });
      child.unref();
      if (child.pid === undefined) throw new Error(`${program} has no process id`);
      this.#options.logger.info('own engine started', { pid: child.pid });
      return child.pid;
    } finally {
      await log.close();
    }
  }

  /** Resolves to whether the engine answers; false once it has ended, the deadline has passed or the signal aborts. */
  async #untilAnswers(record: ProcessRecord, signal: AbortSignal): Promise<boolean> {
    const { ping, clock } = this.#options;
    const deadline = clock.monotonic() + START_DEADLINE_MS;
    while (!signal.aborted && isRunning(record) && clock.monotonic() < deadline) {
      const isAnswering = await ping(signal).then(
        () => true,
        () => false,
      );
      if (isAnswering) return true;
      await delay(clock, POLL_MS);
    }
    return false;
  }

  async #stop(): Promise<void> {
    const { places, clock, logger } = this.#options;
    const record = await this.record();
    if (record) {
      process.kill(record.pid, 'SIGTERM');
      const deadline = clock.monotonic() + STOP_DEADLINE_MS;
      while (isRunning(record) && clock.monotonic() < deadline) await delay(clock, POLL_MS);
      if (isRunning(record)) process.kill(record.pid, 'SIGKILL');
      logger.info('own engine stopped', { pid: record.pid });
    }
    const rest = await leftBehind(places.exec);
    for (const pid of rest) {
      try {
        process.kill(pid, 'SIGKILL');
      } catch (error) {
        // It has ended meanwhile, with those that ended before it.
        if ((error as NodeJS.ErrnoException).code !== 'ESRCH') logger.warn('a process stays', { pid, error });
      }
    }
    await removeRecord(places.record);
    for (const path of [places.socket, places.state]) await rm(path, { recursive: true, force: true });
  }
}

function unlessPresent(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EEXIST') throw error;
}
