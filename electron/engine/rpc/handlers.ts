import type {
  CallName,
  CallOutput,
  CallParsed,
  EventName,
  EventPayload,
  StreamInbound,
  StreamItem,
  StreamName,
  StreamParsed,
  StreamResult,
} from '../../contract/registry.ts';

/** A stream as its producer sees it: output, credit, the window's input, and the signal that ends it. */
export interface StreamSink<N extends StreamName> {
  /** Aborts when the window closes the stream or disconnects. */
  readonly signal: AbortSignal;
  /** True while the window lags by more than the high mark; producers that can pause must pause then. */
  readonly full: boolean;
  /** Sends an item and never drops it. A producer that ignores `full` only grows the window's queue. */
  push(item: StreamItem<N>): void;
  /** Resolves when there is room again. */
  ready(): Promise<void>;
  /**
   * Registers the one listener for the window's input to the stream. It may return a promise: the window gets the credit
   * of the input back when that settles.
   */
  onInput(listener: (value: StreamInbound<N>) => Promise<void> | void): void;
}

export type CallHandlers = {
  [N in CallName]: (input: CallParsed<N>, signal: AbortSignal) => Promise<CallOutput<N>> | CallOutput<N>;
};

/** A stream ends when its promise settles. */
export type StreamHandlers = {
  [N in StreamName]: (input: StreamParsed<N>, sink: StreamSink<N>) => Promise<StreamResult<N>>;
};

export interface Handlers {
  calls: CallHandlers;
  streams: StreamHandlers;
}

/** Pushes an event to every window. */
export type Broadcast = <N extends EventName>(name: N, payload: EventPayload<N>) => void;
