import { execFileSync } from 'node:child_process';
import { rmSync, statfsSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Scope } from '../../electron/lib/scope.ts';
import { startEngine, stopEngine } from '../../scripts/engine/control.mjs';
import { enginePlace } from '../../scripts/engine/place.mjs';
import {
  agentObjects,
  busyboxSpec,
  createAgent,
  inAgent,
  testProvisioning,
} from '../harness/agents/provisioning.ts';
import { takeWorkerEngine } from '../harness/engine/engine.ts';
import { canMountDisks } from '../harness/small-disk.ts';

const NAME = 'disk-full';

describe.runIf(canMountDisks)('an engine whose disk is full', () => {
  const named = process.env.BULKHEAD_TEST_ENGINE;
  let data = '';
  /** An engine of its own, whose data are on a file system of their own. */
  beforeAll(async () => {
    const { version } = await startEngine(NAME);
    data = join(enginePlace(NAME).folder, `root-${version}`);
    await stopEngine(NAME);
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=1500m', 'tmpfs', data]);
    process.env.BULKHEAD_TEST_ENGINE = NAME;
    await takeWorkerEngine(0);
  });
  afterAll(async () => {
    await stopEngine(NAME);
    execFileSync('umount', [data]);
    if (named === undefined) delete process.env.BULKHEAD_TEST_ENGINE;
    else process.env.BULKHEAD_TEST_ENGINE = named;
  });

  it('makes no half agent, says what to do, keeps what was there, and goes on when there is room', async () => {
    const scope = new Scope();
    const filler = join(data, 'filler');
    try {
      const setup = await testProvisioning(scope);
      await createAgent(setup, busyboxSpec('first'));
      await inAgent('first', 'echo mine > /workspace/file');
      const before = await agentObjects(setup.engine);

      const { bavail, bsize } = statfsSync(data);
      execFileSync('fallocate', ['-l', String(bavail * bsize), filler]);
      await expect(createAgent(setup, busyboxSpec('second'))).rejects.toThrow(
        /The engine’s disk is full\. Free some space/,
      );
      expect(await agentObjects(setup.engine)).toEqual(before);
      await expect(inAgent('first', 'cat /workspace/file')).resolves.toBe('mine');

      rmSync(filler);
      await createAgent(setup, busyboxSpec('second'));
      expect(await inAgent('second', 'echo two > /workspace/file; cat /workspace/file')).toBe('two');
      expect(await inAgent('first', 'cat /workspace/file')).toBe('mine');
    } finally {
      rmSync(filler, { force: true });
      await scope.dispose();
    }
  });
});
