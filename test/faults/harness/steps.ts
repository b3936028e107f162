import type { EngineStep, Fault, Undisturbed } from './every-step.ts';
import type { World } from './world.ts';

/** The only step of an operation that asks nothing of the engine. */
const START = 'at its start';

type Act = (world: World) => Promise<boolean>;

/** Arms what happens before the engine gets the step's request, or after it; `act` resolves to whether that goes on. */
export const atStep =
  (side: 'before' | 'after', act: Act): Fault['arm'] =>
  (world, target, reached) => {
    if (target === START) {
      reached();
      return void act(world);
    }
    world.proxy.watch({
      [side]: async (step: string) => {
        if (step !== target) return true;
        reached();
        return await act(world);
      },
    });
  };

/** `BULKHEAD_FAULTS=kinds` is for a machine that has no hours. */
export const everyStep = (run: Undisturbed): string[] =>
  process.env.BULKHEAD_FAULTS === 'kinds' || run.steps.length === 0
    ? firstAndLastOfKind(run)
    : run.steps.map(({ name }) => name);

/**
 * The first and the last step of each kind, in order. Steps are of one kind when their names differ only in the number
 * that counts equal requests, such as the commands that run in one helper container.
 */
export function firstAndLastOfKind({ steps }: Undisturbed): string[] {
  if (steps.length === 0) return [START];
  const kind = ({ name }: EngineStep) => name.replace(/ #\d+$/, '');
  const kinds = steps.map(kind);
  return steps
    .filter((step, index) => {
      const same = kind(step);
      return kinds.indexOf(same) === index || kinds.lastIndexOf(same) === index;
    })
    .map(({ name }) => name);
}
