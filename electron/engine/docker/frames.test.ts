import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FrameReader, FramingError, type LogSource } from './frames.ts';

function frame(type: number, payload: Uint8Array): Buffer {
  const header = Buffer.alloc(8);
  header[0] = type;
  header.writeUInt32BE(payload.length, 4);
  return Buffer.concat([header, payload]);
}

function readAll(chunks: Uint8Array[]): Record<LogSource, string> {
  const seen: Record<LogSource, Buffer[]> = { stdout: [], stderr: [] };
  const reader = new FrameReader((source, payload) => seen[source].push(Buffer.from(payload)));
  for (const chunk of chunks) reader.push(chunk);
  return {
    stdout: Buffer.concat(seen.stdout).toString('hex'),
    stderr: Buffer.concat(seen.stderr).toString('hex'),
  };
}

describe('FrameReader', () => {
  it('puts every payload together, wherever the chunks are cut', () => {
    const frames = fc.array(
      fc.record({ type: fc.constantFrom(1, 2), payload: fc.uint8Array({ maxLength: 40 }) }),
    );
    fc.assert(
      fc.property(frames, fc.array(fc.nat(20)), (list, cuts) => {
        const wire = Buffer.concat(list.map(({ type, payload }) => frame(type, payload)));
        const chunks: Uint8Array[] = [];
        let at = 0;
        for (const cut of cuts) {
          chunks.push(wire.subarray(at, at + cut));
          at += cut;
        }
        chunks.push(wire.subarray(at));
        const payloadsOf = (type: number) =>
          Buffer.concat(list.filter((entry) => entry.type === type).map((entry) => entry.payload));
        expect(readAll(chunks)).toEqual({
          stdout: payloadsOf(1).toString('hex'),
          stderr: payloadsOf(2).toString('hex'),
        });
      }),
    );
  });

  it('hands payloads on without a copy', () => {
    const wire = frame(1, Buffer.from('hello'));
    const seen: Uint8Array[] = [];
    new FrameReader((_source, payload) => seen.push(payload)).push(wire);
    expect(seen[0]?.buffer).toBe(wire.buffer);
  });

  it('reads lengths beyond 2 GiB as lengths', () => {
    const header = Buffer.from([2, 0, 0, 0, 0xff, 0xff, 0xff, 0xff]);
    expect(readAll([header, Buffer.from('x')]).stderr).toBe('78');
  });

  it('refuses bytes that are no multiplexed stream', () => {
    expect(() => readAll([Buffer.from('plain text of a terminal')])).toThrow(FramingError);
  });
});
