import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { type AppError, AppFailure } from '../../contract/error.ts';
import {
  costOf,
  HIGH_WATER_BYTES,
  HIGH_WATER_ITEMS,
  LOW_WATER_BYTES,
  LOW_WATER_ITEMS,
} from '../../contract/flow.ts';
import { calls, type StreamName, streams } from '../../contract/registry.ts';
import { type ClientMessage, clientMessageSchema, type HostMessage } from '../../contract/wire.ts';
import type { Logger } from '../../lib/logger.ts';
import type { Port } from '../../lib/port.ts';
import { Credit } from './credit.ts';
import type { Broadcast, Handlers } from './handlers.ts';

interface OpenStream {
  credit: Credit;
  controller: AbortController;
  input: ((value: unknown) => void) | undefined;
}

/** Serves the contract to any number of windows. Expected failures travel as data; anything else is logged and `internal`. */
export class RpcServer {
  readonly #handlers: Handlers;
  readonly #logger: Logger;
  readonly #ports = new Set<Port>();

  constructor(options: { handlers: Handlers; logger: Logger }) {
    this.#handlers = options.handlers;
    this.#logger = options.logger.child('rpc');
  }

  readonly broadcast: Broadcast = (name, payload) => {
    const message: HostMessage = { t: 'event', name, payload };
    for (const port of this.#ports) port.post(message);
  };

  /** Serves one window until its port closes; everything it had under way is aborted then. */
  connect(port: Port): void {
    const pending = new Map<number, AbortController>();
    const open = new Map<number, OpenStream>();
    const send = (message: HostMessage) => {
      if (this.#ports.has(port)) port.post(message);
    };
    this.#ports.add(port);
    port.onClose(() => {
      this.#ports.delete(port);
      for (const controller of pending.values()) controller.abort();
      for (const stream of open.values()) endStream(stream);
    });
    port.onMessage((raw) => {
      const parsed = clientMessageSchema.safeParse(raw);
      if (!parsed.success) {
        this.#logger.warn('message ignored', { problem: z.prettifyError(parsed.error) });
        return;
      }
      this.#receive(parsed.data, pending, open, send);
    });
  }

  #receive(
    message: ClientMessage,
    pending: Map<number, AbortController>,
    open: Map<number, OpenStream>,
    send: (message: HostMessage) => void,
  ): void {
    switch (message.t) {
      case 'call':
        void this.#call(message, pending, send);
        return;
      case 'cancel':
        pending.get(message.id)?.abort();
        return;
      case 'open':
        void this.#open(message, open, send);
        return;
      case 'in':
        open.get(message.id)?.input?.(message.value);
        return;
      case 'ack':
        open.get(message.id)?.credit.giveBack(message.size);
        return;
      case 'close': {
        const stream = open.get(message.id);
        if (stream) endStream(stream);
      }
    }
  }

  async #call(
    message: { id: number; name: string; input?: unknown },
    pending: Map<number, AbortController>,
    send: (message: HostMessage) => void,
  ): Promise<void> {
    const controller = new AbortController();
    pending.set(message.id, controller);
    try {
      if (!isKey(calls, message.name)) throw unknownName(message.name);
      const input = calls[message.name].input.parse(message.input);
      const handler = this.#handlers.calls[message.name] as (
        input: unknown,
        signal: AbortSignal,
      ) => Promise<unknown>;
      send({ t: 'ok', id: message.id, output: await handler(input, controller.signal) });
    } catch (error) {
      send({ t: 'fail', id: message.id, error: this.#toAppError(error, message.name, controller.signal) });
    } finally {
      pending.delete(message.id);
    }
  }

  async #open(
    message: { id: number; name: string; input?: unknown },
    open: Map<number, OpenStream>,
    send: (message: HostMessage) => void,
  ): Promise<void> {
    const { id, name } = message;
    const stream: OpenStream = {
      credit: new Credit(marksOf(name)),
      controller: new AbortController(),
      input: undefined,
    };
    open.set(id, stream);
    try {
      if (!isKey(streams, name)) throw unknownName(name);
      const input = streams[name].input.parse(message.input);
      const handler = this.#handlers.streams[name] as (input: unknown, sink: unknown) => Promise<unknown>;
      const result = await handler(input, {
        signal: stream.controller.signal,
        get full() {
          return stream.credit.full;
        },
        push: (value: unknown) => {
          stream.credit.spend(costOf(value));
          send({ t: 'item', id, value });
        },
        ready: () => stream.credit.ready(),
        onInput: (listener: (value: unknown) => void) => {
          stream.input = (value) => {
            const parsed = streams[name].inbound.safeParse(value);
            if (parsed.success) listener(parsed.data);
            else this.#logger.warn('stream input ignored', { name });
          };
        },
      });
      send({ t: 'end', id, result });
    } catch (error) {
      send({ t: 'fail', id, error: this.#toAppError(error, name, stream.controller.signal) });
    } finally {
      open.delete(id);
      endStream(stream);
    }
  }

  #toAppError(error: unknown, name: string, signal: AbortSignal): AppError {
    if (error instanceof AppFailure) return error.error;
    if (signal.aborted) return { type: 'cancelled', message: 'Cancelled.', actions: [] };
    if (error instanceof z.ZodError) {
      const issue = error.issues[0];
      // A window knows the fields of a spec by their path in it, as the checks behind the schema name them.
      const field = issue?.path.join('.').replace(/^spec\./, '');
      return {
        type: 'invalid-input',
        message: issue?.message ?? 'Invalid input.',
        ...(field ? { field } : {}),
        actions: [],
      };
    }
    const id = randomUUID().slice(0, 8);
    this.#logger.error('internal error', { id, name, error });
    return {
      type: 'internal',
      message: `Something went wrong inside Bulkhead (error ${id}).`,
      actions: [],
      raw: error instanceof Error ? error.message : String(error),
    };
  }
}

function endStream(stream: OpenStream): void {
  stream.controller.abort();
  stream.credit.release();
}

function isKey<T extends object>(table: T, name: string): name is Extract<keyof T, string> {
  return Object.hasOwn(table, name);
}

function unknownName(name: string): AppFailure {
  return new AppFailure({ type: 'invalid-input', message: `There is no "${name}".` });
}

function marksOf(name: string): { high: number; low: number } {
  const binary: StreamName[] = ['console.open'];
  return binary.includes(name as StreamName)
    ? { high: HIGH_WATER_BYTES, low: LOW_WATER_BYTES }
    : { high: HIGH_WATER_ITEMS, low: LOW_WATER_ITEMS };
}
