import fc from 'fast-check';
import { expect, it } from 'vitest';
import { EchoFilter } from './echo-filter.ts';
import { FrameReader, frame } from './websocket-frames.ts';
import { messageFilter, messageObserver } from './websocket-messages.ts';

const VALUE = 'canary-credential-value';
const PLACEHOLDER = 'placeholder';
const filter = new EchoFilter([{ value: VALUE, placeholder: PLACEHOLDER }]);

interface Message {
  readonly opcode: number;
  readonly content: string;
}

/** What a client understands: its messages, and the control frames among them. */
function understood(bytes: Buffer): { messages: Message[]; controls: Message[] } {
  const messages: Message[] = [];
  const controls: Message[] = [];
  let message: { opcode: number; content: string } | undefined;
  let control = '';
  const reader = new FrameReader({
    head: ({ opcode }) => {
      if (opcode < 8) message ??= { opcode, content: '' };
      return true;
    },
    payload: (part, { opcode }) => {
      if (opcode >= 8) control += part.toString('latin1');
      else if (message) message.content += part.toString('latin1');
    },
    end: ({ opcode, final }) => {
      if (opcode >= 8) controls.push({ opcode, content: control });
      else if (final && message) {
        messages.push(message);
        message = undefined;
      }
      control = '';
    },
  });
  expect(reader.push(bytes)).toBe(true);
  return { messages, controls };
}

const text = fc
  .array(fc.oneof(fc.constant(VALUE), fc.constantFrom(VALUE.slice(0, 9), VALUE.slice(9)), fc.string()))
  .map((parts) => parts.join(''));
const sent = fc.record({
  opcode: fc.constantFrom(1, 2),
  content: fc.oneof({ weight: 5, arbitrary: text }, fc.constant('x'.repeat(70_000) + VALUE)),
  cuts: fc.array(fc.nat(), { maxLength: 4 }),
  ping: fc.option(fc.constantFrom('', 'ping', VALUE)),
});

/** A message in frames that are divided at the cuts, with a ping between them. */
function framesOf({
  opcode,
  content,
  cuts,
  ping,
}: {
  opcode: number;
  content: string;
  cuts: number[];
  ping: string | null;
}) {
  const bytes = Buffer.from(content, 'latin1');
  const places = [...cuts.map((cut) => cut % (bytes.length + 1)), bytes.length].sort((a, b) => a - b);
  return places.flatMap((end, index) => {
    const payload = bytes.subarray(places[index - 1] ?? 0, end);
    const data = frame({ final: index === places.length - 1, opcode: index === 0 ? opcode : 0 }, payload);
    return ping === null ? [data] : [data, frame({ final: true, opcode: 9 }, Buffer.from(ping))];
  });
}

it('hides a value in any message, however it is divided, and changes nothing else', () => {
  fc.assert(
    fc.property(
      fc.array(sent, { maxLength: 4 }),
      fc.array(fc.integer({ min: 1, max: 5_000 })),
      (all, sizes) => {
        const bytes = Buffer.concat(all.flatMap(framesOf));
        const rewriter = messageFilter(filter, () => expect.unreachable());
        const out: Buffer[] = [];
        let at = 0;
        for (const size of sizes) {
          out.push(rewriter.push(bytes.subarray(at, at + size)));
          at = Math.min(bytes.length, at + size);
        }
        out.push(rewriter.push(bytes.subarray(at)));
        const { messages, controls } = understood(Buffer.concat(out));
        expect(messages).toEqual(
          all.map(({ opcode, content }) => ({ opcode, content: filter.text(content) })),
        );
        for (const { content } of controls) expect(content).not.toContain(VALUE);
      },
    ),
  );
});

it('sends what is not held back before the message ends', () => {
  const rewriter = messageFilter(filter, () => expect.unreachable());
  const [first] = framesOf({ opcode: 1, content: 'first, second', cuts: [6], ping: null });
  const out = rewriter.push(first ?? Buffer.alloc(0));
  expect(out).toEqual(frame({ final: false, opcode: 1 }, Buffer.from('first,')));
});

it('keeps a small whole message in one frame', () => {
  const rewriter = messageFilter(filter, () => expect.unreachable());
  const [whole] = framesOf({ opcode: 1, content: `key ${VALUE}`, cuts: [], ping: null });
  expect(rewriter.push(whole ?? Buffer.alloc(0))).toEqual(
    frame({ final: true, opcode: 1 }, Buffer.from(`key ${PLACEHOLDER}`)),
  );
});

it.each([
  ['compressed', Buffer.from([0xc1, 1, 0x61])],
  ['a continuation of nothing', Buffer.from([0x80, 1, 0x61])],
  ['a message within a message', Buffer.from([0x01, 1, 0x61, 0x81, 1, 0x62])],
  ['a long ping', Buffer.concat([Buffer.from([0x89, 126, 0, 200]), Buffer.alloc(200)])],
  ['a ping in parts', Buffer.from([0x09, 0])],
  ['a length beyond everything', Buffer.from([0x82, 127, 255, 255, 255, 255, 255, 255, 255, 255])],
])('ends a connection with %s frames', (_what, bytes) => {
  let broken = 0;
  const rewriter = messageFilter(filter, () => {
    broken += 1;
  });
  rewriter.push(bytes);
  expect(rewriter.push(frame({ final: true, opcode: 1 }, Buffer.from(VALUE)))).toEqual(Buffer.alloc(0));
  expect(broken).toBe(1);
});

it('shows what an agent sends, without its mask, and passes it on', () => {
  const seen: Buffer[] = [];
  const observer = {
    push: (bytes: Buffer) => {
      seen.push(bytes);
      return bytes;
    },
    end: () => Buffer.alloc(0),
  };
  const mask = Buffer.from([1, 2, 3, 4]);
  const masked = Buffer.from('hello').map((byte, at) => byte ^ (mask[at % 4] ?? 0));
  const bytes = Buffer.concat([Buffer.from([0x81, 0x80 | 5]), mask, masked]);
  const rewriter = messageObserver(observer);
  const out = [bytes.subarray(0, 8), bytes.subarray(8)].map((piece) => rewriter.push(piece));
  expect(Buffer.concat(out)).toEqual(bytes);
  expect(Buffer.concat(seen).toString()).toBe('hello');
});
