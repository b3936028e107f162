import { afterAll, beforeAll, expect, it } from 'vitest';
import { Scope } from '../../../electron/lib/scope.ts';
import { keepSecrets } from './agents.ts';
import { type Fault, losses, type Subject } from './every-step.ts';
import { World } from './world.ts';

export interface LossesOptions {
  /** Makes another world than an engine host with secrets. */
  open?(scope: Scope): Promise<World>;
  /** At how many steps of an operation each fault is injected. */
  atMost?: number;
}

/** Tests that no fault at any step of the operations loses anything, in one world. */
export function testLosses(
  title: string,
  subjects: readonly Subject[],
  faults: readonly Fault[],
  { open = (scope) => World.open(scope, { keep: keepSecrets }), atMost }: LossesOptions = {},
): void {
  const scope = new Scope();
  let world: World;
  beforeAll(async () => {
    world = await open(scope);
  });
  afterAll(() => scope.dispose());

  it.each(subjects)(`${title}: $name`, async (subject) => {
    expect(await losses(world, subject, faults, atMost)).toEqual([]);
  });
}
