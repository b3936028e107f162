import { type AppError, AppFailure } from '../contract/error.ts';
import {
  ACKNOWLEDGE_BYTES,
  costOf,
  costOfInput,
  HIGH_WATER_BYTES,
  LOW_WATER_BYTES,
} from '../contract/flow.ts';
import type {
  CallInput,
  CallName,
  CallOutput,
  EventName,
  EventPayload,
  StreamInbound,
  StreamInput,
  StreamItem,
  StreamName,
  StreamResult,
} from '../contract/registry.ts';
import type { ClientMessage, HostMessage } from '../contract/wire.ts';
import { Credit } from '../lib/credit.ts';
import { Emitter } from '../lib/emitter.ts';
import type { Port } from '../lib/port.ts';

interface Pending {
  resolve(output: unknown): void;
  reject(error: Error): void;
}

interface OpenStream {
  onItem(value: unknown): void;
  /** The host has handled the oldest input. */
  onTaken(): void;
  settle: Pending;
}

/** One open stream. `done` settles when the stream ends: with its result, or with an `AppFailure`. */
export interface StreamHandle<N extends StreamName> {
  readonly done: Promise<StreamResult<N>>;
  send(value: StreamInbound<N>): void;
  /** True while the host lags behind what was sent by more than the high mark; senders of much input must pause then. */
  readonly full: boolean;
  /** Resolves when the host has caught up, or when the stream has ended. */
  ready(): Promise<void>;
  /** Acknowledges `size` handled units to the engine host. Only for streams opened with `by-hand`. */
  acknowledge(size: number): void;
  /** Stops the delivery of items at once; `done` settles when the producer has ended. */
  close(): void;
}

/** Input of a stream of an agent that is known by its name or the beginning of its id; only hosts of a socket look it up. */
export type InputByName<N extends StreamName> = Omit<StreamInput<N>, 'agentId'> & { agent: string };

export interface StreamOptions<N extends StreamName> {
  onItem(item: StreamItem<N>): void;
  /** `at-once` (default) acknowledges when `onItem` returns; `by-hand` leaves it to the consumer, which may take longer. */
  acknowledge?: 'at-once' | 'by-hand';
}

const hostEndedError: AppError = {
  type: 'engine-unreachable',
  message: 'The engine host went away.',
  actions: [],
};

const cancelled: AppError = { type: 'cancelled', message: 'Cancelled.', actions: [] };

/** The window's client of the contract. It uses no browser API, so that tests can run it in Node. */
export class RpcClient {
  readonly #port: Port;
  readonly #pending = new Map<number, Pending>();
  readonly #streams = new Map<number, OpenStream>();
  readonly #events = new Map<string, Emitter<unknown>>();
  #nextId = 1;
  #closed = false;

  constructor(port: Port) {
    this.#port = port;
    port.onMessage((message) => this.#receive(message as HostMessage));
    port.onClose(() => this.#fail());
  }

  call<N extends CallName>(name: N, input: CallInput<N>, signal?: AbortSignal): Promise<CallOutput<N>> {
    const id = this.#nextId++;
    return new Promise<CallOutput<N>>((resolve, reject) => {
      if (this.#closed) return reject(new AppFailure(hostEndedError));
      if (signal?.aborted) return reject(new AppFailure(cancelled));
      const cancel = () => this.#send({ t: 'cancel', id });
      const settled = () => signal?.removeEventListener('abort', cancel);
      this.#pending.set(id, {
        resolve: (output) => {
          settled();
          resolve(output as CallOutput<N>);
        },
        reject: (error) => {
          settled();
          reject(error);
        },
      });
      signal?.addEventListener('abort', cancel, { once: true });
      this.#send({ t: 'call', id, name, input });
    });
  }

  on<N extends EventName>(name: N, listener: (payload: EventPayload<N>) => void): () => void {
    const event = this.#events.get(name) ?? new Emitter<unknown>();
    this.#events.set(name, event);
    return event.on((payload) => listener(payload as EventPayload<N>));
  }

  open<N extends StreamName>(
    name: N,
    input: StreamInput<N> | InputByName<N>,
    options: StreamOptions<N>,
  ): StreamHandle<N> {
    const id = this.#nextId++;
    let owed = 0;
    let step = 0;
    const acknowledge = (size: number) => {
      owed += size;
      if (owed < step) return;
      this.#send({ t: 'ack', id, size: owed });
      owed = 0;
    };
    const credit = new Credit({ high: HIGH_WATER_BYTES, low: LOW_WATER_BYTES });
    const sent: number[] = [];
    const done = new Promise<StreamResult<N>>((resolve, reject) => {
      if (this.#closed) return reject(new AppFailure(hostEndedError));
      this.#streams.set(id, {
        onItem: (value) => {
          // Bytes are acknowledged in steps; a few objects are all that the host sends ahead.
          if (options.acknowledge === 'by-hand' && value instanceof Uint8Array) step = ACKNOWLEDGE_BYTES;
          options.onItem(value as StreamItem<N>);
          if ((options.acknowledge ?? 'at-once') === 'at-once') acknowledge(costOf(value));
        },
        onTaken: () => credit.giveBack(sent.shift() ?? 0),
        settle: { resolve: (result) => resolve(result as StreamResult<N>), reject },
      });
      this.#send({ t: 'open', id, name, input });
    });
    const release = () => credit.release();
    done.then(release, release);
    return {
      done,
      send: (value) => {
        const cost = costOfInput(value);
        sent.push(cost);
        credit.spend(cost);
        this.#send({ t: 'in', id, value });
      },
      get full() {
        return credit.full;
      },
      ready: () => credit.ready(),
      acknowledge,
      close: () => {
        // Items still in flight belong to a consumer that has closed the stream.
        const stream = this.#streams.get(id);
        if (stream) stream.onItem = () => undefined;
        this.#send({ t: 'close', id });
      },
    };
  }

  #send(message: ClientMessage): void {
    if (!this.#closed) this.#port.post(message);
  }

  #receive(message: HostMessage): void {
    switch (message.t) {
      case 'ok':
        this.#pending.get(message.id)?.resolve(message.output);
        this.#pending.delete(message.id);
        return;
      case 'fail': {
        const failure = new AppFailure(message.error);
        (this.#pending.get(message.id) ?? this.#streams.get(message.id)?.settle)?.reject(failure);
        this.#pending.delete(message.id);
        this.#streams.delete(message.id);
        return;
      }
      case 'item':
        this.#streams.get(message.id)?.onItem(message.value);
        return;
      case 'end':
        this.#streams.get(message.id)?.settle.resolve(message.result);
        this.#streams.delete(message.id);
        return;
      case 'taken':
        this.#streams.get(message.id)?.onTaken();
        return;
      case 'event':
        this.#events.get(message.name)?.emit(message.payload);
    }
  }

  #fail(): void {
    this.#closed = true;
    for (const pending of this.#pending.values()) pending.reject(new AppFailure(hostEndedError));
    for (const stream of this.#streams.values()) stream.settle.reject(new AppFailure(hostEndedError));
    this.#pending.clear();
    this.#streams.clear();
  }
}
