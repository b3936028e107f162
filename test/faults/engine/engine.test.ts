import { afterAll, beforeAll, expect, it } from 'vitest';
import { Scope } from '../../../electron/lib/scope.ts';
import { keepSecrets } from '../harness/agents.ts';
import { engineKilled, engineSlow, engineStopped } from '../harness/engine-faults.ts';
import { losses } from '../harness/every-step.ts';
import { World } from '../harness/world.ts';
import { apply, undo } from '../subjects/apply.ts';
import { create, createCopy } from '../subjects/creation.ts';
import { policyChanges } from '../subjects/policy.ts';
import { recreate, remove } from '../subjects/recreation.ts';
import { restore, saveSnapshot } from '../subjects/snapshots.ts';

const scope = new Scope();
let world: World;
beforeAll(async () => {
  world = await World.open(scope, keepSecrets);
});
afterAll(() => scope.dispose());

const subjects = [create, createCopy, recreate, saveSnapshot, restore, apply, undo, ...policyChanges, remove];

const cases = subjects.flatMap((subject) =>
  [engineKilled, engineStopped, engineSlow].map((fault) => ({
    name: `${subject.name}, ${fault.name}`,
    subject,
    fault,
  })),
);

it.each(cases)('survives the engine’s faults: $name', async ({ subject, fault }) => {
  expect(await losses(world, subject, [fault])).toEqual([]);
});
