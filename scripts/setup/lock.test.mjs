import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { withLock } from './lock.mjs';

let folder;
let file;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'bulkhead-lock-'));
  file = join(folder, 'packages.lock');
});
afterEach(() => rmSync(folder, { recursive: true }));

const quick = { timeoutMs: 2_000, pollMs: 5 };

test('only one at a time holds a lock, and nothing is left of it', async () => {
  let holders = 0;
  const most = [];
  await Promise.all(
    Array.from({ length: 5 }, () =>
      withLock(
        file,
        async () => {
          holders += 1;
          most.push(holders);
          await new Promise((resolve) => setTimeout(resolve, 2));
          holders -= 1;
        },
        quick,
      ),
    ),
  );
  expect(most).toEqual([1, 1, 1, 1, 1]);
  expect(readdirSync(folder)).toEqual([]);
});

test('the lock of a process that ended is taken over', async () => {
  const { pid } = spawnSync('true');
  writeFileSync(file, `${pid} 1`);
  expect(await withLock(file, async () => 'mine', quick)).toBe('mine');
});

test.runIf(process.platform === 'linux')('a pid that another process has now is no holder', async () => {
  writeFileSync(file, `${process.pid} 1`);
  expect(await withLock(file, async () => 'mine', quick)).toBe('mine');
});

test('an empty lock, as a full disk left it, is taken over', async () => {
  writeFileSync(file, '');
  utimesSync(file, new Date(0), new Date(0));
  expect(await withLock(file, async () => 'mine', quick)).toBe('mine');
});

test('the lock of a living process is waited for, and its file is named', async () => {
  writeFileSync(file, String(process.pid));
  await expect(withLock(file, async () => 'mine', { timeoutMs: 20, pollMs: 5 })).rejects.toThrow(file);
});
