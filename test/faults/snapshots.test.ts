import { afterAll, beforeAll, expect, it } from 'vitest';
import { Scope } from '../../electron/lib/scope.ts';
import { keepSecrets } from './harness/agents.ts';
import { losses } from './harness/every-step.ts';
import { killed } from './harness/faults.ts';
import { World } from './harness/world.ts';
import { restore, saveSnapshot } from './subjects/snapshots.ts';

const scope = new Scope();
let world: World;
beforeAll(async () => {
  world = await World.open(scope, keepSecrets);
});
afterAll(() => scope.dispose());

it.each([saveSnapshot, restore])(
  'saves and restores all of a snapshot or nothing of it: $name',
  async (subject) => {
    expect(await losses(world, subject, killed)).toEqual([]);
  },
);
