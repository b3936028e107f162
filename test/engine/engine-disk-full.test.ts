import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Scope } from '../../electron/lib/scope.ts';
import {
  agentObjects,
  busyboxSpec,
  createAgent,
  inAgent,
  testProvisioning,
} from '../harness/agents/provisioning.ts';
import { type SmallEngine, startSmallEngine } from '../harness/engine/small-engine.ts';
import { canMountDisks } from '../harness/small-disk.ts';

describe.runIf(canMountDisks)('an engine whose disk is full', () => {
  let disk: SmallEngine;
  beforeAll(async () => {
    disk = await startSmallEngine('disk-full');
  });
  afterAll(() => disk.stop());

  it('makes no half agent, says what to do, keeps what was there, and goes on when there is room', async () => {
    const scope = new Scope();
    try {
      const setup = await testProvisioning(scope);
      await createAgent(setup, busyboxSpec('first'));
      await inAgent('first', 'echo mine > /workspace/file');
      const before = await agentObjects(setup.engine);

      disk.fill();
      await expect(createAgent(setup, busyboxSpec('second'))).rejects.toThrow(
        /The engine’s disk is full\. Free some space/,
      );
      expect(await agentObjects(setup.engine)).toEqual(before);
      await expect(inAgent('first', 'cat /workspace/file')).resolves.toBe('mine');

      disk.makeRoom();
      await createAgent(setup, busyboxSpec('second'));
      expect(await inAgent('second', 'echo two > /workspace/file; cat /workspace/file')).toBe('two');
      expect(await inAgent('first', 'cat /workspace/file')).toBe('mine');
    } finally {
      disk.makeRoom();
      await scope.dispose();
    }
  });
});
