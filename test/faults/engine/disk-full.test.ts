import { afterAll, beforeAll, expect, it } from 'vitest';
import { Scope } from '../../../electron/lib/scope.ts';
import { type SmallEngine, startSmallEngine } from '../../harness/engine/small-engine.ts';
import { keepSecrets } from '../harness/agents.ts';
import { engineDiskFull } from '../harness/engine-faults.ts';
import { losses } from '../harness/every-step.ts';
import { World } from '../harness/world.ts';
import { apply } from '../subjects/apply.ts';
import { create, createCopy } from '../subjects/creation.ts';
import { policyChanges } from '../subjects/policy.ts';
import { recreate, remove } from '../subjects/recreation.ts';
import { restore, saveSnapshot } from '../subjects/snapshots.ts';

const scope = new Scope();
let disk: SmallEngine;
let world: World;
beforeAll(async () => {
  disk = await startSmallEngine('faults-disk');
  scope.add(() => disk.stop());
  world = await World.open(scope, keepSecrets);
});
afterAll(() => scope.dispose());

const subjects = [create, createCopy, recreate, saveSnapshot, restore, apply, ...policyChanges, remove];

it.each(subjects)('survives a full disk of the engine: $name', async (subject) => {
  expect(await losses(world, subject, [engineDiskFull(() => disk)])).toEqual([]);
});
