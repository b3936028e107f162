import { randomInt } from 'node:crypto';
import type { Duplex } from 'node:stream';
import type { Decision } from '../../../contract/egress.ts';
import {
  CONTROL_VERSION,
  type ControlCommandInput,
  type GatewayMessage,
  gatewayMessageSchema,
} from '../../../contract/egress-control.ts';
import { AppFailure } from '../../../contract/error.ts';
import { Emitter } from '../../../lib/emitter.ts';
import type { Logger } from '../../../lib/logger.ts';
import { LineReader } from '../../docker/line-reader.ts';
import { pushChunks } from '../../docker/push-chunks.ts';

/** The recipient of decisions. */
export interface RecordKeeper {
  /** The newest record of this gateway instance that is kept; -1 for none. */
  lastSeq(instanceId: string): Promise<number>;
  onDecision(instanceId: string, decision: Decision): void;
  onMissed(instanceId: string, count: number): void;
}

const ANSWER_WITHIN_MS = 5_000;
/** Longer than any message: the message with the states of all agents has some 200 bytes an agent. */
const LINE_LIMIT_BYTES = 1024 * 1024;
/** The maximum that `randomInt` accepts. */
const FIRST_SEQ_LIMIT = 2 ** 48 - 1;

type Unnumbered<T> = T extends unknown ? Omit<T, 'seq'> : never;
type Command = Unnumbered<ControlCommandInput>;
type Answer = Extract<GatewayMessage, { type: 'ready' | 'applied' | 'pong' }>;

interface Waiting {
  resolve(answer: Answer): void;
  reject(error: Error): void;
  timer: NodeJS.Timeout;
}

/** Exchanges JSON lines with the gateway over its attached stdin and stdout. Commands are numbered and answered. */
export class ControlChannel {
  readonly message = new Emitter<GatewayMessage>();
  readonly #duplex: Duplex;
  readonly #logger: Logger;
  readonly #waiting = new Map<number, Waiting>();
  /**
   * A random start, because every attached app receives every answer: another app's commands must have other numbers.
   */
  #seq = randomInt(FIRST_SEQ_LIMIT);
  #closed = false;

  /** `duplex` is the container's attach stream, still in the engine's frames. */
  constructor(duplex: Duplex, logger: Logger, onClose: () => void) {
    this.#duplex = duplex;
    this.#logger = logger;
    const lines = new LineReader(
      false,
      (source, line) => {
        if (source === 'stdout') this.#line(line);
      },
      LINE_LIMIT_BYTES,
    );
    pushChunks(duplex, (chunk) => lines.push(chunk));
    duplex.on('error', (error) => this.#logger.warn('gateway channel broke', { error }));
    duplex.once('close', () => {
      this.#fail();
      onClose();
    });
  }

  /**
   * Greets the gateway; resolves to its instance id, which changes whenever the gateway has lost its policies. Greets
   * again once `keeper` knows the instance, to receive the decisions that were made while no app was attached; from
   * then on `keeper` receives all.
   */
  async hello(keeper?: RecordKeeper): Promise<string> {
    const instanceId = await this.#greet({});
    if (keeper) {
      const afterSeq = await keeper.lastSeq(instanceId);
      // The answer is recognized by its number, because its chunk may also hold records. Records before the answer are
      // sent again.
      const resumesAt = this.#seq;
      let resumed = false;
      this.message.on((message) => {
        if (message.type === 'ready' && message.seq === resumesAt) resumed = true;
        if (!resumed) return;
        if (message.type === 'decision') keeper.onDecision(instanceId, message.decision);
        if (message.type === 'missed') keeper.onMissed(instanceId, message.count);
      });
      await this.#greet({ afterSeq });
    }
    return instanceId;
  }

  async #greet(resume: { afterSeq?: number }): Promise<string> {
    const answer = await this.send({ type: 'hello', version: CONTROL_VERSION, ...resume });
    if (answer.type !== 'ready') throw down(`unexpected answer ${answer.type}`);
    return answer.instanceId;
  }

  /** Resolves when the command is in force; rejects with `gateway-down` or `invalid-input`. */
  send(command: Command): Promise<Answer> {
    const seq = this.#seq++;
    return new Promise((resolve, reject) => {
      if (this.#closed) return reject(down('the control channel is closed'));
      const timer = setTimeout(() => this.#settle(seq)?.reject(down('no answer in time')), ANSWER_WITHIN_MS);
      this.#waiting.set(seq, { resolve, reject, timer });
      this.#duplex.write(`${JSON.stringify({ ...command, seq })}\n`);
    });
  }

  close(): void {
    this.#duplex.destroy();
  }

  #line(line: string): void {
    let json: unknown;
    try {
      json = JSON.parse(line);
    } catch {
      this.#logger.warn('gateway said something that is no JSON');
      return;
    }
    const parsed = gatewayMessageSchema.safeParse(json);
    if (!parsed.success) {
      this.#logger.warn('gateway message not understood', { problem: parsed.error.message });
      return;
    }
    const message = parsed.data;
    if ('seq' in message && message.seq !== undefined) {
      const waiting = this.#settle(message.seq);
      if (message.type === 'error') waiting?.reject(refused(message.message));
      else waiting?.resolve(message);
    }
    this.message.emit(message);
  }

  #settle(seq: number): Waiting | undefined {
    const waiting = this.#waiting.get(seq);
    if (waiting) clearTimeout(waiting.timer);
    this.#waiting.delete(seq);
    return waiting;
  }

  #fail(): void {
    this.#closed = true;
    for (const seq of [...this.#waiting.keys()])
      this.#settle(seq)?.reject(down('the control channel closed'));
  }
}

function down(raw: string): AppFailure {
  return new AppFailure({
    type: 'gateway-down',
    message: 'The gateway does not answer. Nothing leaves the agents until it does.',
    raw,
  });
}

function refused(raw: string): AppFailure {
  return new AppFailure({ type: 'invalid-input', message: `The gateway refused the change: ${raw}`, raw });
}
