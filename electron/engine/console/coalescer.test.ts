import { describe, expect, it } from 'vitest';
import { ManualClock } from '../../lib/manual-clock.ts';
import { COALESCE_BYTES, COALESCE_MS, Coalescer } from './coalescer.ts';

function setUp() {
  const clock = new ManualClock();
  const emitted: string[] = [];
  const coalescer = new Coalescer({ clock, emit: (bytes) => emitted.push(Buffer.from(bytes).toString()) });
  return { clock, emitted, add: (text: string) => coalescer.add(Buffer.from(text)), coalescer };
}

describe('Coalescer', () => {
  it('sends the first bytes after a pause at once', () => {
    const { clock, emitted, add } = setUp();
    add('a');
    expect(emitted).toEqual(['a']);
    clock.advance(COALESCE_MS);
    add('b');
    expect(emitted).toEqual(['a', 'b']);
  });

  it('collects what follows within the interval', () => {
    const { clock, emitted, add } = setUp();
    for (const text of ['a', 'b', 'c']) add(text);
    expect(emitted).toEqual(['a']);
    clock.advance(COALESCE_MS);
    expect(emitted).toEqual(['a', 'bc']);
    add('d');
    expect(emitted).toEqual(['a', 'bc']);
    clock.advance(COALESCE_MS);
    expect(emitted).toEqual(['a', 'bc', 'd']);
  });

  it('does not wait once there is enough', () => {
    const { emitted, add } = setUp();
    add('a');
    add('b'.repeat(COALESCE_BYTES));
    expect(emitted.map((text) => text.length)).toEqual([1, COALESCE_BYTES]);
  });

  it('loses and reorders nothing', () => {
    const { clock, emitted, add, coalescer } = setUp();
    let expected = '';
    for (let at = 0; at < 500; at += 1) {
      const text = `${at};`.repeat((at * 7919) % 1000);
      expected += text;
      add(text);
      if (at % 13 === 0) clock.advance(at % 7);
    }
    coalescer.flush();
    expect(emitted.join('')).toBe(expected);
  });

  it('hands on a buffer of its own', () => {
    const chunks: Uint8Array[] = [];
    new Coalescer({ clock: new ManualClock(), emit: (bytes) => chunks.push(bytes) }).add(
      Buffer.from('pooled'),
    );
    expect(chunks[0]?.buffer.byteLength).toBe(6);
  });
});
