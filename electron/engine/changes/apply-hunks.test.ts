import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { applyHunks } from './apply-hunks.ts';
import { parseDiff, wholeFile } from './parse-diff.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'apply-hunks-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

/** What git says of the two contents. */
function diff(old: Uint8Array, now: Uint8Array) {
  writeFileSync(join(folder, 'old'), old);
  writeFileSync(join(folder, 'new'), now);
  try {
    execFileSync('git', ['diff', '--no-index', '--text', '--full-index', 'old', 'new'], { cwd: folder });
    return parseDiff(new Uint8Array());
  } catch (error) {
    return parseDiff((error as { stdout: Buffer }).stdout);
  }
}

const numbered = (count: number) => Array.from({ length: count }, (_, index) => `line ${index + 1}\n`);
const bytes = (lines: readonly string[]) => Buffer.from(lines.join(''));
const change = (lines: string[], changes: Record<number, string>) =>
  lines.map((line, index) => changes[index + 1] ?? line);

/** Few different lines, with odd bytes among them, so that hunks meet repeated context. */
const content = fc
  .array(fc.constantFrom('a\n', 'b\n', '\n', '\xff\0\n', 'c\r\n', '-- d\n', '@@ -1 +1 @@\n'), {
    maxLength: 40,
  })
  .chain((lines) => fc.constantFrom('', 'end').map((end) => Buffer.from(lines.join('') + end, 'latin1')));

describe('applyHunks', () => {
  it('makes the new content of the old one, whatever their bytes are', () => {
    fc.assert(
      fc.property(content, content, (old, now) => {
        expect(applyHunks(old, diff(old, now).hunks, 'exact')).toEqual(now);
      }),
      { numRuns: 150 },
    );
  });

  it('applies only the hunks that are chosen, and each choice fits with the others', () => {
    const old = numbered(60);
    const { hunks } = diff(bytes(old), bytes(change(old, { 5: 'five\n', 30: '', 55: 'x\ny\n' })));
    expect(hunks).toHaveLength(3);
    const chosen = hunks.filter((_, index) => index !== 1);
    expect(applyHunks(bytes(old), chosen, 'exact')).toEqual(
      bytes(change(old, { 5: 'five\n', 55: 'x\ny\n' })),
    );
    expect(applyHunks(bytes(old), [], 'exact')).toEqual(bytes(old));
  });

  it('refuses a content that is not the old one', () => {
    const old = numbered(20);
    const { hunks } = diff(bytes(old), bytes(change(old, { 10: 'ten\n' })));
    expect(applyHunks(bytes(change(old, { 9: 'nine\n' })), hunks, 'exact')).toBeUndefined();
    expect(applyHunks(bytes(old.slice(3)), hunks, 'exact')).toBeUndefined();
  });

  it('merges with changes elsewhere, and not with changes in the same place', () => {
    const old = numbered(40);
    const { hunks } = diff(bytes(old), bytes(change(old, { 30: 'agent\n' })));
    expect(applyHunks(bytes(['new\n', ...old]), hunks, 'merge')).toEqual(
      bytes(['new\n', ...change(old, { 30: 'agent\n' })]),
    );
    expect(applyHunks(bytes(change(old, { 30: 'person\n' })), hunks, 'merge')).toBeUndefined();
  });

  it('does not guess between two places that fit equally well', () => {
    const block = ['a\n', 'b\n', 'c\n', 'old\n', 'd\n', 'e\n', 'f\n'];
    const filler = numbered(7);
    const { hunks } = diff(
      bytes([...filler, ...block]),
      bytes([...filler, ...change(block, { 4: 'new\n' })]),
    );
    expect(applyHunks(bytes([...block, ...filler, ...block]), hunks, 'merge')).toBeUndefined();
    expect(applyHunks(bytes([...block, ...filler]), hunks, 'merge')).toEqual(
      bytes([...change(block, { 4: 'new\n' }), ...filler]),
    );
  });

  it('never glues lines together', () => {
    const { hunks } = diff(Buffer.from('a\nb'), Buffer.from('a\nb\nc\n'));
    expect(applyHunks(Buffer.from('a\nb'), hunks, 'exact')?.toString()).toBe('a\nb\nc\n');
    expect(applyHunks(Buffer.from('a\nb'), wholeFile(Buffer.from('x'), 'added'), 'merge')).toBeUndefined();
  });
});

describe('parseDiff', () => {
  it('leaves out a hunk that was cut off', () => {
    const old = numbered(60);
    writeFileSync(join(folder, 'old'), bytes(old));
    const full = diff(bytes(old), bytes(change(old, { 5: 'five\n', 55: 'x\n' })));
    expect(full.hunks).toHaveLength(2);
    expect(full.fingerprint).toMatch(/^[0-9a-f]{40}\.\.[0-9a-f]{40}$/);
  });

  it('reads a change of type as two parts', () => {
    const text = [
      'diff --git a/x b/x',
      'deleted file mode 100644',
      'index aa..00',
      '--- a/x',
      '+++ /dev/null',
      '@@ -1 +0,0 @@',
      '-file',
      'diff --git a/x b/x',
      'new file mode 120000',
      'index 00..bb',
      '--- /dev/null',
      '+++ b/x',
      '@@ -0,0 +1 @@',
      '+target',
      '\\ No newline at end of file',
      '',
    ].join('\n');
    const { hunks, fingerprint } = parseDiff(Buffer.from(text));
    expect(fingerprint).toBe('aa..0000..bb');
    expect(hunks.map(({ lines }) => lines)).toEqual([
      [{ kind: 'removed', content: 'file\n' }],
      [{ kind: 'added', content: 'target' }],
    ]);
    expect(parseDiff(Buffer.from(text.slice(0, -40))).hunks).toHaveLength(1);
  });
});
