import type { z } from 'zod';
import { checkOutput } from '../../contract/check-output.ts';
import { costOf } from '../../contract/flow.ts';
import { type StreamName, streams } from '../../contract/registry.ts';
import type { HostMessage } from '../../contract/wire.ts';
import { Credit } from '../../lib/credit.ts';
import type { Logger } from '../../lib/logger.ts';
import { parseInput, toAppError } from './failure.ts';
import { marksOf } from './marks.ts';

export interface OpenStreamOptions {
  id: number;
  name: StreamName;
  send(message: HostMessage): void;
  logger: Logger;
  /** Parses items and the result; a value outside the contract ends the stream as a bug. */
  checkOutputs: boolean;
}

type Producer = (input: unknown, sink: unknown) => Promise<unknown>;

/** One stream of one window, from its producer to the port. */
export class OpenStream {
  readonly #options: OpenStreamOptions;
  readonly #credit: Credit;
  readonly #controller = new AbortController();
  #input: ((value: unknown) => Promise<void> | void) | undefined;
  #over = false;

  constructor(options: OpenStreamOptions) {
    this.#options = options;
    this.#credit = new Credit(marksOf(options.name));
  }

  /** Runs the producer; resolves when it has ended and the window has the result. */
  async run(produce: Producer, raw: unknown): Promise<void> {
    const { id, name } = this.#options;
    try {
      const result = await produce(parseInput(streams[name].input, raw), this.#sink());
      this.#check(streams[name].result, result, `result of ${name}`);
      this.#finish({ t: 'end', id, result });
    } catch (error) {
      this.#fail(error);
    } finally {
      this.close();
    }
  }

  /** Passes an input on, and tells the window when it has been handled. */
  receive(value: unknown): void {
    const { id, send } = this.#options;
    const taken = () => {
      if (!this.#over) send({ t: 'taken', id });
    };
    const handled = this.#input?.(value);
    if (handled !== undefined) void handled.then(taken, taken);
    else taken();
  }

  acknowledge(size: number): void {
    this.#credit.giveBack(size);
  }

  /** Ends the producer, and resumes it if it waits. */
  close(): void {
    this.#controller.abort();
    this.#credit.release();
    this.#input = undefined;
  }

  #sink() {
    const credit = this.#credit;
    return {
      signal: this.#controller.signal,
      get full() {
        return credit.full;
      },
      push: (value: unknown) => this.#push(value),
      ready: () => credit.ready(),
      onInput: (listener: (value: unknown) => Promise<void> | void) => this.#onInput(listener),
    };
  }

  #push(value: unknown): void {
    const { id, name, send } = this.#options;
    if (this.#over) return;
    try {
      this.#check(streams[name].item, value, `item of ${name}`);
    } catch (error) {
      this.#fail(error);
      this.close();
      return;
    }
    this.#credit.spend(costOf(value));
    send({ t: 'item', id, value });
  }

  #onInput(listener: (value: unknown) => Promise<void> | void): void {
    const { name, logger } = this.#options;
    this.#input = (value) => {
      const parsed = streams[name].inbound.safeParse(value);
      if (parsed.success) return listener(parsed.data);
      logger.warn('stream input ignored', { name });
    };
  }

  #check(schema: z.ZodType, value: unknown, what: string): void {
    if (this.#options.checkOutputs) checkOutput(schema, value, what);
  }

  #fail(error: unknown): void {
    const { id, name, logger } = this.#options;
    if (this.#over) return;
    this.#finish({ t: 'fail', id, error: toAppError(error, name, this.#controller.signal, logger) });
  }

  #finish(message: HostMessage): void {
    if (this.#over) return;
    this.#over = true;
    this.#options.send(message);
  }
}
