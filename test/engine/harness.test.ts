import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { afterEach, expect, it } from 'vitest';
import { testEngine } from '../harness/engine/engine.ts';
import { leftBehind, takeInventory } from '../harness/engine/inventory.ts';

const run = promisify(execFile);
const docker = async (...args: string[]) => (await run('docker', args)).stdout.trim();

afterEach(async () => {
  await docker('rm', '-f', 'harness-probe');
  await docker('volume', 'rm', '-f', 'harness-probe');
});

it('pulls an image from the registry and runs it', async () => {
  const output = await docker('run', '--name', 'harness-probe', 'busybox:stable', 'echo', 'hello');
  expect(output).toBe('hello');
});

it('notices what a test leaves behind', async () => {
  const before = await takeInventory(testEngine());
  await docker('volume', 'create', '--label', 'dev.bulkhead.agent=probe', 'harness-probe');
  const after = await takeInventory(testEngine());
  expect(leftBehind(before, after)).toEqual(['volume harness-probe']);
});
