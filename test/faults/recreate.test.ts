import { afterAll, beforeAll, expect, it } from 'vitest';
import { Scope } from '../../electron/lib/scope.ts';
import { keepSecrets } from './harness/agents.ts';
import { losses } from './harness/every-step.ts';
import { killed } from './harness/faults.ts';
import { World } from './harness/world.ts';
import { recreate, remove } from './subjects/recreation.ts';

const scope = new Scope();
let world: World;
beforeAll(async () => {
  world = await World.open(scope, keepSecrets);
});
afterAll(() => scope.dispose());

it.each([recreate, remove])('recreates and removes an agent without loss: $name', async (subject) => {
  expect(await losses(world, subject, killed)).toEqual([]);
});
