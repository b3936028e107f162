import { expect, it } from 'vitest';
import { LineReader } from '../../electron/engine/docker/line-reader.ts';
import { foldedText, readJsonLine } from '../../renderer/logs/json-line.ts';
import { compileFilter, noFilter } from '../../renderer/logs/log-filter.ts';
import { LogWindow } from '../../renderer/logs/log-window.ts';
import { shownPart } from '../../renderer/logs/shown-part.ts';

/** The lines of an attach that sends `text` in frames of 16 KiB, as the engine does. */
function linesOf(text: string): string[] {
  const lines: string[] = [];
  const reader = new LineReader(false, (_source, line) => lines.push(line));
  const bytes = Buffer.from(text);
  for (let at = 0; at < bytes.length; at += 16_384) {
    const payload = bytes.subarray(at, at + 16_384);
    const header = Buffer.from([1, 0, 0, 0, 0, 0, 0, 0]);
    header.writeUInt32BE(payload.length, 4);
    reader.push(Buffer.concat([header, payload]));
  }
  reader.flush();
  return lines;
}

function matchesOf(lines: readonly string[], text: string): number {
  const window = new LogWindow();
  window.add({
    lines: lines.map((line, n) => ({ n, source: 'stdout' as const, text: line })),
    leftOut: 0,
    phase: 'live',
  });
  const filter = compileFilter({ ...noFilter, text });
  if (filter.ok) window.filter(filter.test);
  window.search(() => false);
  return window.matches;
}

// First reported as https://github.com/docker/docker-py/issues/1696 and https://github.com/moby/moby/issues/34855.
it.each([17_000, 300_000, 1_000_000])('a filter finds the end of a line of %d bytes', (length) => {
  const lines = linesOf(`first\n${'x'.repeat(length)}needle\nlast\n`);
  expect(lines).toHaveLength(3);
  expect(matchesOf(lines, 'NEEDLE')).toBe(1);
});

// First reported as https://github.com/Part-DB/Part-DB-server/issues/781: a cut line looks like a whole one.
it('a cut says how much it took', () => {
  const [line = ''] = linesOf(`${'x'.repeat(3 * 1024 * 1024)}\n`);
  expect(line).toMatch(/^x{1048576}… \[2 MiB more are cut off here: Save logs has them\]$/);
  expect(shownPart('y'.repeat(5_000))).toEqual({ shown: 'y'.repeat(4_000), rest: 1_000 });
});

it('a line of JSON folds into what it says and its fields, and is searched as it was written', () => {
  const text = '{"level":"error","msg":"payment failed","order":{"id":7}}';
  const json = readJsonLine(text);
  expect(json && foldedText(json)).toBe('payment failed  level=error  order.id=7');
  expect(matchesOf([text], '"order":{"id":7}')).toBe(1);
});
