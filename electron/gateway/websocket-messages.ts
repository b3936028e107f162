import type { EchoFilter } from './echo-filter.ts';
import { type HeaderList, valuesOf } from './headers.ts';
import type { Rewriter } from './pump.ts';
import { CONTROL, CONTROL_BYTES, type FrameHead, FrameReader, frame } from './websocket-frames.ts';

const NOTHING = Buffer.alloc(0);
const EXTENSIONS = 'sec-websocket-extensions';

/** Compressed messages could not be searched, so the server is offered no extension. */
export function withoutExtensions(headers: HeaderList): HeaderList {
  return headers.filter(([name]) => name.toLowerCase() !== EXTENSIONS);
}

export const hasExtensions = (headers: HeaderList): boolean => valuesOf(headers, EXTENSIONS).length > 0;

/**
 * Puts placeholders back into the messages of a server while they arrive, also where a value is spread over the frames
 * of a message. A message keeps its kind and its end; its frames may be divided in another way. `onBroken` is called
 * once for what is no frame, and nothing is forwarded after it.
 */
export function messageFilter(filter: EchoFilter, onBroken: () => void): Rewriter {
  let output: Buffer[] = [];
  /** The message that has begun; `opcode` is that of its next frame. */
  let message: { readonly rewriter: Rewriter; opcode: number } | undefined;
  /** Content that is ready to be sent. */
  let ready: Buffer = NOTHING;
  let control: Buffer = NOTHING;
  let broken = false;

  const send = (final: boolean): void => {
    if (message === undefined) return;
    output.push(frame({ final, opcode: message.opcode }, ready));
    message.opcode = 0;
    ready = NOTHING;
  };
  const reader = new FrameReader({
    head: ({ opcode }) => {
      if (opcode >= CONTROL) return true;
      if ((opcode === 0) !== (message !== undefined)) return false;
      message ??= { rewriter: filter.rewriter(), opcode };
      return true;
    },
    payload: (bytes, { opcode }) => {
      if (opcode >= CONTROL) control = Buffer.concat([control, bytes]);
      else ready = Buffer.concat([ready, message?.rewriter.push(bytes) ?? NOTHING]);
    },
    end: (head: FrameHead) => {
      if (head.opcode >= CONTROL) {
        const text = Buffer.from(filter.text(control.toString('latin1')), 'latin1');
        output.push(frame(head, text.subarray(0, CONTROL_BYTES)));
        control = NOTHING;
      } else if (head.final) {
        ready = Buffer.concat([ready, message?.rewriter.end() ?? NOTHING]);
        send(true);
        message = undefined;
      }
    },
  });

  return {
    push: (bytes) => {
      if (broken) return NOTHING;
      broken = !reader.push(bytes);
      // A message that goes on is not held back until its end.
      if (ready.length > 0) send(false);
      const sent = Buffer.concat(output);
      output = [];
      if (broken) onBroken();
      return sent;
    },
    end: () => NOTHING,
  };
}

/** Passes the messages of an agent on as they are, and their content to `observer`, which records placeholders. */
export function messageObserver(observer: Rewriter): Rewriter {
  const reader = new FrameReader({
    head: () => true,
    payload: (bytes, { opcode }) => {
      if (opcode < CONTROL) observer.push(bytes);
    },
    end: () => undefined,
  });
  return {
    push: (bytes) => {
      reader.push(bytes);
      return bytes;
    },
    end: () => NOTHING,
  };
}
