import type { Fault, Undisturbed } from './every-step.ts';
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

export const everyStep = ({ steps }: Undisturbed): string[] => steps.map(({ name }) => name);

/**
 * The first and the last step of each kind, in order. Steps are of one kind when their names differ only in the number
 * that counts equal requests, such as the commands that run in one helper container.
 */
export function firstAndLastOfKind(run: Undisturbed): string[] {
  const all = everyStep(run);
  if (all.length === 0) return [START];
  const kind = (step: string) => step.replace(/ #\d+$/, '');
  return all.filter((step, index) => {
    const same = all.filter((other) => kind(other) === kind(step));
    return step === same[0] || index === all.lastIndexOf(same.at(-1) ?? step);
  });
}
