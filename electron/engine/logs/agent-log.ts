import { AppFailure } from '../../contract/error.ts';
import { type Clock, delay } from '../../lib/clock.ts';
import { Emitter } from '../../lib/emitter.ts';
import type { Logger } from '../../lib/logger.ts';
import type { AgentDirectory } from '../directory/directory.ts';
import type { ContainerInspect } from '../docker/api.ts';
import type { Engine } from '../docker/engine.ts';
import { type HistoryRange, HistoryReader } from './history.ts';
import { LiveStream, type TimedLine } from './live-stream.ts';
import { LogRing, RING_LIMITS, type RingLimits } from './ring.ts';
import { type Overlap, unseenLines } from './unseen-lines.ts';

/** Pause between two reads of the engine's stored log. */
const SETTLE_MS = 50;
/** Time for a stopped container's stream to end by itself. */
const END_GRACE_MS = 100;
const RECONNECT_MS = [250, 500, 1000, 2000, 5000] as const;
/** After a broken connection, history is read again from this long before the newest received line. */
const REWIND_MS = 2000;
/** The ring's newest lines, which this history is compared with. */
const REWIND: RingLimits = { lines: 20_000, bytes: RING_LIMITS.bytes };

export interface AgentLogOptions {
  agentId: string;
  /** The current engine; throws `engine-unreachable` without one. */
  engine: () => Engine;
  directory: AgentDirectory;
  clock: Clock;
  logger: Logger;
  /** Makes a reader of an agent's live output. */
  readerOf?(agentId: string): (bytes: Uint8Array) => void;
  /** Number of history lines to start with. */
  tail: number;
}

/** The part of the history that the ring lacks; the ring may already have lines of the time `overlaps` (ms). */
type MissingHistory = HistoryRange & { overlaps?: Overlap };

/** Why a session ended: the container stopped, the connection broke, or the container was removed. */
type Ending = 'stopped' | 'lost' | 'gone';

/**
 * One agent's log: history, then live output, in a bounded ring. All viewers share one attach, which is always drained,
 * because a stalled reader blocks the container. Restarts and broken connections continue the same log, with a note at
 * their place.
 */
export class AgentLog {
  readonly ring = new LogRing();
  /** Fires after lines were added. */
  readonly changed = new Emitter<void>();
  readonly #options: AgentLogOptions;
  readonly #controller = new AbortController();
  /** The container and run that the ring shows. */
  #shown = { containerId: '', startedAt: 0 };
  #newestAt = 0;
  #session = { connection: new AbortController() };
  #historyRead = false;
  #lossNoted = false;
  #stale = false;
  #wake: () => void = () => undefined;

  constructor(options: AgentLogOptions) {
    this.#options = options;
    const stopListening = options.directory.onChange(({ removed, upserted }) => {
      if (removed.includes(options.agentId)) this.dispose();
      else if (upserted.some(({ id }) => id === options.agentId)) this.#reconsider();
    });
    this.#controller.signal.addEventListener('abort', stopListening, { once: true });
  }

  /** Aborts when the agent is removed or the log is disposed. */
  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  /** True once the ring holds the history: every later line is live. */
  get historyRead(): boolean {
    return this.#historyRead;
  }

  start(): void {
    this.#run().catch((error: unknown) => {
      if (!this.signal.aborted) this.#options.logger.error('log reader failed', { error });
      this.dispose();
    });
  }

  dispose(): void {
    this.#controller.abort();
    this.#wake();
    this.changed.emit();
  }

  #reconsider(): void {
    const agent = this.#options.directory.get(this.#options.agentId);
    const hasEnded = agent.status === 'stopped' || agent.status === 'failed';
    // An attach made while the container starts outlives its run, so the stream's end is not reliable.
    if (hasEnded || (agent.startedAt ?? 0) > this.#shown.startedAt) this.#endSession(agent.containerId);
    this.#stale =
      agent.containerId !== this.#shown.containerId ||
      agent.status === 'running' ||
      (agent.startedAt ?? 0) > this.#shown.startedAt;
    if (this.#stale) this.#wake();
  }

  /** Ends the live stream of an ended run, unless it ends by itself within the grace period. */
  #endSession(containerId: string): void {
    const { connection } = this.#session;
    if (containerId !== this.#shown.containerId) return;
    const cancel = this.#options.clock.after(END_GRACE_MS, () => connection.abort());
    connection.signal.addEventListener('abort', cancel, { once: true });
  }

  async #run(): Promise<void> {
    let failures = 0;
    while (!this.signal.aborted) {
      this.#stale = false;
      const ending = await this.#follow(() => {
        failures = 0;
      });
      if (this.signal.aborted) return;
      if (ending === 'lost') {
        const pauseMs = RECONNECT_MS[Math.min(failures, RECONNECT_MS.length - 1)] ?? 0;
        failures += 1;
        await delay(this.#options.clock, pauseMs, this.signal);
      } else if (!this.#stale) {
        await new Promise<void>((resolve) => {
          this.#wake = resolve;
        });
      }
    }
  }

  /** Follows one live stream from connecting to its end. */
  async #follow(onConnected: () => void): Promise<Ending> {
    const { engine, directory, agentId } = this.#options;
    const connection = new AbortController();
    this.#session = { connection };
    const abort = () => connection.abort();
    this.signal.addEventListener('abort', abort, { once: true });
    try {
      const containerId = directory.get(agentId).containerId;
      const inspect = await engine().inspectContainer(containerId, { signal: this.signal });
      const range = this.#advance(containerId, inspect);
      const live = inspect.State.Running ? await this.#attach(inspect, connection.signal) : undefined;
      onConnected();
      await this.#join(inspect, range, live);
      this.#historyRead = true;
      this.changed.emit();
      if (!live) return 'stopped';
      await live.closed;
      return await this.#explainEnd(containerId);
    } catch (error) {
      return this.#explainFailure(error);
    } finally {
      this.signal.removeEventListener('abort', abort);
      connection.abort();
    }
  }

  /** Adds a note for a new run; returns the part of the history that the ring lacks. */
  #advance(containerId: string, { State }: ContainerInspect): MissingHistory | undefined {
    const before = this.#shown;
    const startedAt = Math.max(0, Date.parse(State.StartedAt) || 0);
    this.#shown = { containerId, startedAt };
    if (before.containerId !== containerId) {
      if (before.containerId) this.#note('The agent was recreated: a new log begins here.');
      return { tail: this.#options.tail };
    }
    if (startedAt > before.startedAt) {
      this.#lossNoted = false;
      this.#note('The agent started.');
      // Counts from the end of the previous run: the engine records "started" after the first lines may have arrived,
      // and an attach that outlived that run may have delivered some.
      const finishedAt = Date.parse(State.FinishedAt) || startedAt;
      const sinceMs = Math.max(0, Math.min(startedAt, finishedAt));
      return { since: sinceMs / 1000, overlaps: { from: sinceMs, until: this.#newestAt } };
    }
    if (!this.#lossNoted) return undefined;
    this.#lossNoted = false;
    this.#note('Connected to the engine again.');
    const sinceMs = Math.max(0, this.#newestAt - REWIND_MS);
    return { since: sinceMs / 1000, overlaps: { from: 0, until: this.#newestAt } };
  }

  async #attach(inspect: ContainerInspect, signal: AbortSignal): Promise<LiveStream> {
    const { engine, clock } = this.#options;
    const attachedAt = clock.now();
    const stream = await engine().attach(inspect.Id, { stdout: true, stderr: true, stdin: false, signal });
    const read = this.#options.readerOf?.(this.#options.agentId);
    return new LiveStream({
      stream,
      tty: inspect.Config.Tty,
      attachedAt,
      clock,
      emit: (line) => this.#add(line),
      onChunk: (chunk) => {
        read?.(chunk);
        this.changed.emit();
      },
    });
  }

  /** Adds history to the ring, then the live lines that the history lacks. */
  async #join(
    inspect: ContainerInspect,
    missing: MissingHistory | undefined,
    live: LiveStream | undefined,
  ): Promise<void> {
    const { engine, clock } = this.#options;
    const { overlaps, ...range } = missing ?? {};
    let rewindLines: TimedLine[] | undefined = overlaps ? [] : undefined;
    const history = new HistoryReader({
      engine: engine(),
      containerId: inspect.Id,
      tty: inspect.Config.Tty,
      range,
      startedAt: this.#shown.startedAt,
      attachedAt: live?.attachedAt,
      signal: this.signal,
      emit: (line) => (rewindLines ? rewindLines.push(line) : this.#add(line)),
      onChunk: () => this.changed.emit(),
      isEnough: (recent) => live?.isReached(recent) ?? false,
    });
    if (missing) await history.read();
    if (rewindLines || !live) history.finish();
    if (rewindLines && overlaps) this.#addUnseen(rewindLines, overlaps);
    rewindLines = undefined;
    if (history.problem) this.#note(`Earlier lines cannot be read: ${history.problem}`);
    if (!live) return;
    const readMore = async () => {
      await delay(clock, SETTLE_MS, this.signal);
      return await history.read();
    };
    const joined = await live.join(history, missing && !history.problem ? readMore : undefined);
    history.finish();
    if (joined.leftOut > 0) this.ring.skip(joined.leftOut);
    if (!joined.certain && missing && !history.problem) {
      this.#note(
        joined.leftOut > 0
          ? 'Lines are left out here: the agent wrote faster than its history could be read. “Save logs” has them all.'
          : 'Lines may be missing here: the engine’s stored log ends before the live one begins.',
      );
    }
    live.release(joined.drop);
  }

  /** Adds the lines of history that the ring lacks. */
  #addUnseen(history: TimedLine[], overlaps: Overlap): void {
    const ringLines = this.ring.read(this.ring.next - REWIND.lines, REWIND).lines;
    const difference = unseenLines(history, ringLines, overlaps);
    for (const source of difference.uncertain)
      this.#note(`Lines of ${source} may be missing or doubled here.`);
    for (const line of difference.lines) this.#add(line);
  }

  async #explainEnd(containerId: string): Promise<Ending> {
    const { State } = await this.#options.engine().inspectContainer(containerId, { signal: this.signal });
    if (!State.Running) {
      this.#note(`The agent stopped (exit code ${State.ExitCode}).`);
      return 'stopped';
    }
    if (Date.parse(State.StartedAt) > this.#shown.startedAt) {
      this.#note('The agent stopped.');
      this.#stale = true;
      return 'stopped';
    }
    this.#noteLoss();
    return 'lost';
  }

  #explainFailure(error: unknown): Ending {
    if (this.signal.aborted) return 'gone';
    if (!(error instanceof AppFailure)) throw error;
    const { type } = error.error;
    if (type === 'container-gone' || type === 'not-found') {
      this.#note('The container was removed.');
      return 'gone';
    }
    this.#options.logger.warn('log connection failed', { agentId: this.#options.agentId, error });
    this.#noteLoss();
    return 'lost';
  }

  #noteLoss(): void {
    if (!this.#lossNoted) this.#note('The connection to the engine was lost.');
    this.#lossNoted = true;
  }

  #add({ source, text, at }: TimedLine): void {
    if (at !== undefined && at > this.#newestAt) this.#newestAt = at;
    this.ring.push(source, text, at);
  }

  #note(text: string): void {
    this.ring.push('note', text, this.#options.clock.now());
    this.changed.emit();
  }
}
