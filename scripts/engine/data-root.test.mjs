import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { startTicks } from '../setup/processes.mjs';
import { chooseDataRoot, takeDataRoot } from './data-root.mjs';
import { enginePlace } from './place.mjs';

const roots = mkdtempSync(join(tmpdir(), 'bulkhead-roots-'));
const checkout = (hash, worker) => ({ ...enginePlace(`checkout-${hash}-${worker}`), roots });
const living = { pid: process.pid, startTicks: startTicks(process.pid) };
const ended = { pid: process.pid, startTicks: 1 };

beforeEach(() => mkdirSync(roots, { recursive: true }));
afterEach(() => rmSync(roots, { recursive: true, force: true }));

it('gives a checkout’s engine what the same engine of another checkout left', () => {
  const root = chooseDataRoot(checkout('aaaaaaaa', 2), '20.10.24');
  takeDataRoot(root, ended);
  expect(chooseDataRoot(checkout('bbbbbbbb', 2), '20.10.24')).toBe(root);
  expect(chooseDataRoot(checkout('bbbbbbbb', 3), '20.10.24')).not.toBe(root);
  expect(chooseDataRoot(checkout('bbbbbbbb', 2), '28.5.1')).not.toBe(root);
  expect(chooseDataRoot(checkout('bbbbbbbb', 2), '20.10.24', 'userns-remap')).not.toBe(root);
});

it('leaves data to the engine that runs on it', () => {
  const root = chooseDataRoot(checkout('aaaaaaaa', 2), '20.10.24');
  takeDataRoot(root, living);
  const other = chooseDataRoot(checkout('bbbbbbbb', 2), '20.10.24');
  expect(other).not.toBe(root);
  takeDataRoot(other, living);
  expect([root, other]).not.toContain(chooseDataRoot(checkout('cccccccc', 2), '20.10.24'));
});

it('gives an engine with a name of its own its own data', () => {
  const place = enginePlace('mine');
  expect(chooseDataRoot(place, '20.10.24')).toBe(join(place.folder, 'root-20.10.24'));
});
