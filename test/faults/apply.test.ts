import { afterAll, beforeAll, expect, it } from 'vitest';
import { Scope } from '../../electron/lib/scope.ts';
import { keepSecrets } from './harness/agents.ts';
import { losses } from './harness/every-step.ts';
import { killed, killedAtFiles } from './harness/faults.ts';
import { World } from './harness/world.ts';
import { apply, undo } from './subjects/apply.ts';

const scope = new Scope();
let world: World;
beforeAll(async () => {
  world = await World.open(scope, keepSecrets);
});
afterAll(() => scope.dispose());

it.each([apply, undo])('changes all files of a folder or none: $name', async (subject) => {
  expect(await losses(world, subject, [...killed, ...killedAtFiles])).toEqual([]);
});
