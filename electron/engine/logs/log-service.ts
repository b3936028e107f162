import type { StreamHandlers, StreamSink } from '../rpc/handlers.ts';
import { AgentLog, type AgentLogOptions } from './agent-log.ts';
import type { RingLimits } from './ring.ts';

/** One message to a window: at 50,000 lines a second a frame of 16 ms has 800. Long lines take the window longer. */
const BATCH: RingLimits = { lines: 4000, bytes: 2 * 1024 * 1024 };
/** Interval of batches: a window draws no faster. */
const BATCH_INTERVAL_MS = 16;
/** Time for which an unwatched log stays attached, so that switching between agents is instant. */
const KEEP_MS = 120_000;

interface Entry {
  log: AgentLog;
  viewers: number;
  cancelExpiry: () => void;
}

/** The watched logs: one `AgentLog` each, however many windows show it. */
export class LogService {
  readonly #options: Omit<AgentLogOptions, 'agentId' | 'tail'>;
  readonly #entries = new Map<string, Entry>();

  constructor(options: Omit<AgentLogOptions, 'agentId' | 'tail'>) {
    this.#options = options;
  }

  /**
   * Sends an agent's log to one window until it closes the stream or the agent is removed. Throws `not-found` for an
   * unknown agent.
   */
  readonly follow: StreamHandlers['logs.follow'] = async ({ agentId, tail, follow }, sink) => {
    this.#options.directory.get(agentId);
    const entry = this.#entry(agentId, tail);
    entry.cancelExpiry();
    entry.viewers += 1;
    try {
      await this.#feed(entry.log, sink, { tail, follow });
    } finally {
      entry.viewers -= 1;
      if (entry.viewers === 0) {
        entry.cancelExpiry = this.#options.clock.after(KEEP_MS, () => this.#drop(agentId, entry));
      }
    }
    return {};
  };

  dispose(): void {
    for (const [agentId, entry] of this.#entries) this.#drop(agentId, entry);
  }

  #entry(agentId: string, tail: number): Entry {
    const existing = this.#entries.get(agentId);
    if (existing && !existing.log.signal.aborted) return existing;
    const log = new AgentLog({ ...this.#options, agentId, tail });
    const entry: Entry = { log, viewers: 0, cancelExpiry: () => undefined };
    this.#entries.set(agentId, entry);
    log.start();
    return entry;
  }

  #drop(agentId: string, entry: Entry): void {
    entry.cancelExpiry();
    entry.log.dispose();
    if (this.#entries.get(agentId) === entry) this.#entries.delete(agentId);
  }

  async #feed(
    log: AgentLog,
    sink: StreamSink<'logs.follow'>,
    { tail, follow }: { tail: number; follow: boolean },
  ): Promise<void> {
    const clock = this.#options.clock;
    let position = Math.max(log.ring.first, log.ring.next - tail);
    let phase: 'history' | 'live' = 'history';
    while (!sink.signal.aborted) {
      if (sink.full) await sink.ready();
      const isPhaseChange = phase === 'history' && log.historyRead;
      if (isPhaseChange) phase = 'live';
      const { lines, leftOut, next } = log.ring.read(position, BATCH);
      position = next;
      // Sends the first batch even when it is empty, because it tells the window that the history is read.
      if (lines.length > 0 || isPhaseChange) sink.push({ lines, leftOut, phase });
      const isCaughtUp = next === log.ring.next;
      if (isCaughtUp && (log.signal.aborted || (!follow && log.historyRead))) return;
      // A program that only reads the history has no frames to draw: credit alone holds the stream back.
      if (!follow && !isCaughtUp) continue;
      if (isCaughtUp) await this.#nextChange(log, sink.signal, position);
      await new Promise<void>((resolve) => void clock.after(BATCH_INTERVAL_MS, resolve));
    }
  }

  /** Resolves when the ring holds lines from `position` on, the phase changes, or the signal aborts. */
  #nextChange(log: AgentLog, signal: AbortSignal, position: number): Promise<void> {
    if (log.ring.next > position || log.signal.aborted || signal.aborted) return Promise.resolve();
    return new Promise((resolve) => {
      const finish = () => {
        stopListening();
        signal.removeEventListener('abort', finish);
        resolve();
      };
      const stopListening = log.changed.on(finish);
      signal.addEventListener('abort', finish, { once: true });
    });
  }
}
