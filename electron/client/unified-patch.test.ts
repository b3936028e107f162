import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import type { FileChange, FileDiff } from '../contract/changes.ts';
import { filePatch } from './unified-patch.ts';

const change = (more: Partial<FileChange>): FileChange => ({
  path: 'file.txt',
  status: 'modified',
  kind: 'file',
  risks: [],
  ...more,
});
const diff = (more: Partial<FileDiff>): FileDiff => ({
  path: 'file.txt',
  kind: 'text',
  hunks: [],
  truncated: false,
  fingerprint: '',
  ...more,
});
const hunk = (oldLines: number, newLines: number, lines: FileDiff['hunks'][number]['lines']) => ({
  oldStart: oldLines === 0 ? 0 : 1,
  oldLines,
  newStart: newLines === 0 ? 0 : 1,
  newLines,
  heading: '',
  lines,
});

it('is a patch that git applies', () => {
  const folder = mkdtempSync(join(tmpdir(), 'bulkhead-patch-'));
  try {
    writeFileSync(join(folder, 'file.txt'), 'one\ntwo');
    const patch = [
      filePatch(
        change({ executable: true, oldExecutable: false }),
        diff({
          hunks: [
            hunk(2, 2, [
              { kind: 'context', text: 'one' },
              { kind: 'removed', text: 'two', noEnd: true },
              { kind: 'added', text: 'three' },
            ]),
          ],
        }),
      ),
      filePatch(
        change({ path: 'new file.txt', status: 'added' }),
        diff({ hunks: [hunk(0, 1, [{ kind: 'added', text: 'new' }])] }),
      ),
    ].join('');
    execFileSync('git', ['apply', '-'], { cwd: folder, input: patch });
    expect(readFileSync(join(folder, 'file.txt'), 'utf8')).toBe('one\nthree\n');
    expect(readFileSync(join(folder, 'new file.txt'), 'utf8')).toBe('new\n');
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

it.each([
  ['binary files', diff({ kind: 'binary' })],
  ['files that were cut off', diff({ truncated: true })],
])('leaves %s out', (_, each) => {
  expect(filePatch(change({}), each)).toBeUndefined();
});

it('names both paths of a renamed file', () => {
  const patch = filePatch(change({ path: 'new', oldPath: 'old', status: 'renamed' }), diff({}));
  expect(patch).toBe('diff --git a/old b/new\nrename from old\nrename to new\n');
});
