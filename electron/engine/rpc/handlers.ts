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

/** What a stream's producer holds: push, credit, the window's input, and the signal that ends it. */
export interface StreamSink<N extends StreamName> {
  /** Aborts when the window closes the stream or goes away. */
  readonly signal: AbortSignal;
  /** True while the window is behind by more than the high mark: a producer that can pause does. */
  readonly full: boolean;
  /** Sends an item. Never drops; a producer that ignores `full` only grows the queue in the window. */
  push(item: StreamItem<N>): void;
  /** Resolves when there is room again. */
  ready(): Promise<void>;
  /** One listener for what the window sends into the stream. */
  onInput(listener: (value: StreamInbound<N>) => void): void;
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
