import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { keepModules, takeKeptModules } from './kept-modules.mjs';

let folder;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'kept-modules-'));
  vi.stubEnv('BULKHEAD_CACHE', join(folder, 'cache'));
});
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true });
});

function clone(name, lock) {
  const root = join(folder, name);
  mkdirSync(root);
  writeFileSync(join(root, 'package-lock.json'), lock);
  return root;
}

function install(root, content) {
  mkdirSync(join(root, 'node_modules/a'), { recursive: true });
  writeFileSync(join(root, 'node_modules/a/index.js'), content);
}

const installed = (root) => readFileSync(join(root, 'node_modules/a/index.js'), 'utf8');

it('gives a new clone what one with the same lock file installed, and another clone nothing', async () => {
  const first = clone('first', '{"a":1}');
  install(first, 'one');
  await keepModules(first);
  const same = clone('same', '{"a":1}');
  expect(await takeKeptModules(same)).toBe(true);
  install(same, 'changed in this clone');
  const third = clone('third', '{"a":1}');
  install(third, 'of an interrupted installation');
  expect(await takeKeptModules(third)).toBe(true);
  expect(installed(third)).toBe('one');
  const other = clone('other', '{"a":2}');
  expect(await takeKeptModules(other)).toBe(false);
  expect(existsSync(join(other, 'node_modules'))).toBe(false);
});

it('keeps the packages of one lock file', async () => {
  const first = clone('first', '{"a":1}');
  install(first, 'one');
  await keepModules(first);
  const second = clone('second', '{"a":2}');
  install(second, 'two');
  await keepModules(second);
  expect(await takeKeptModules(first)).toBe(false);
  expect(await takeKeptModules(second)).toBe(true);
});
