import { z } from 'zod';
import { checkOutput } from '../../contract/check-output.ts';
import { calls, streams } from '../../contract/registry.ts';
import { type ClientMessage, clientMessageSchema, type HostMessage } from '../../contract/wire.ts';
import type { Logger } from '../../lib/logger.ts';
import type { Port } from '../../lib/port.ts';
import { parseInput, toAppError, unknownName } from './failure.ts';
import type { Handlers } from './handlers.ts';
import { OpenStream } from './open-stream.ts';

export interface ConnectionOptions {
  port: Port;
  handlers: Handlers;
  logger: Logger;
  checkOutputs: boolean;
  onClose(): void;
}

type Named<T extends ClientMessage['t']> = Extract<ClientMessage, { t: T }>;

/** One window: its running calls, its open streams, and the port to it. */
export class RpcConnection {
  readonly #options: ConnectionOptions;
  readonly #calls = new Map<number, AbortController>();
  readonly #streams = new Map<number, OpenStream>();
  #closed = false;

  constructor(options: ConnectionOptions) {
    this.#options = options;
    options.port.onClose(() => this.#end());
    options.port.onMessage((raw) => this.#receive(raw));
  }

  send(message: HostMessage): void {
    if (!this.#closed) this.#options.port.post(message);
  }

  /** Aborts the window's calls and streams, and closes its port. */
  close(): void {
    this.#end();
    this.#options.port.close();
  }

  #end(): void {
    if (this.#closed) return;
    this.#closed = true;
    for (const controller of this.#calls.values()) controller.abort();
    for (const stream of this.#streams.values()) stream.close();
    this.#options.onClose();
  }

  #receive(raw: unknown): void {
    if (this.#closed) return;
    const parsed = clientMessageSchema.safeParse(raw);
    if (!parsed.success) {
      this.#options.logger.warn('message ignored', { problem: z.prettifyError(parsed.error) });
      return;
    }
    const message = parsed.data;
    switch (message.t) {
      case 'call':
        void this.#call(message);
        return;
      case 'cancel':
        this.#calls.get(message.id)?.abort();
        return;
      case 'open':
        void this.#open(message);
        return;
      case 'in':
        this.#streams.get(message.id)?.receive(message.value);
        return;
      case 'ack':
        this.#streams.get(message.id)?.acknowledge(message.size);
        return;
      case 'close':
        this.#streams.get(message.id)?.close();
    }
  }

  async #call({ id, name, input }: Named<'call'>): Promise<void> {
    if (this.#isTaken(id)) return;
    const controller = new AbortController();
    this.#calls.set(id, controller);
    try {
      const output = await this.#answer(name, input, controller.signal);
      this.send({ t: 'ok', id, output });
    } catch (error) {
      this.send({ t: 'fail', id, error: toAppError(error, name, controller.signal, this.#options.logger) });
    } finally {
      this.#calls.delete(id);
    }
  }

  async #answer(name: string, input: unknown, signal: AbortSignal): Promise<unknown> {
    if (!isKey(calls, name)) throw unknownName(name);
    const handler = this.#options.handlers.calls[name] as (
      input: unknown,
      signal: AbortSignal,
    ) => Promise<unknown>;
    const output = await handler(parseInput(calls[name].input, input), signal);
    if (this.#options.checkOutputs) checkOutput(calls[name].output, output, `output of ${name}`);
    return output;
  }

  async #open({ id, name, input }: Named<'open'>): Promise<void> {
    if (this.#isTaken(id)) return;
    const { logger, checkOutputs, handlers } = this.#options;
    if (!isKey(streams, name)) {
      const { error } = unknownName(name);
      this.send({ t: 'fail', id, error });
      return;
    }
    const stream = new OpenStream({ id, name, send: (message) => this.send(message), logger, checkOutputs });
    this.#streams.set(id, stream);
    const produce = handlers.streams[name] as (input: unknown, sink: unknown) => Promise<unknown>;
    await stream.run(produce, input);
    this.#streams.delete(id);
  }

  /**
   * Rejects a second call or stream with a used number: it would hide the first one, which could then never be ended.
   */
  #isTaken(id: number): boolean {
    const isUsed = this.#calls.has(id) || this.#streams.has(id);
    if (isUsed) this.#options.logger.warn('message ignored', { problem: `the number ${id} is in use` });
    return isUsed;
  }
}

function isKey<T extends object>(table: T, name: string): name is Extract<keyof T, string> {
  return Object.hasOwn(table, name);
}
