import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { runningRoles } from './engine-objects.ts';
import type { FileStep } from './host-process.ts';
import { expectWhole } from './model.ts';
import type { World } from './world.ts';

/** An operation that faults interrupt. */
export interface Subject {
  name: string;
  /** Brings the world, in which any state may be, to the state from which the operation starts. */
  prepare(world: World): Promise<void>;
  /** Runs the operation to its end; rejects when it fails, or when the engine host ends first. */
  operate(world: World): Promise<void>;
  /** All that the operation may change, as text. */
  state(world: World): Promise<string>;
  /** The operation leads from the one state to the other and back. */
  flips?: boolean;
  /** Whether a state other than the one before and the one after is whole as well. */
  isWhole?(state: string): boolean;
}

/** A request, and the roles of the app's containers that run right before it and right after it. */
export interface EngineStep {
  name: string;
  before: string[];
  after: string[];
}

/** The undisturbed operation: its steps, and the two states between which there is none. */
export interface Undisturbed {
  /** Requests to the engine that change something. */
  steps: EngineStep[];
  /** Operations of the engine host on files. */
  fileSteps: FileStep[];
  before: string;
  after: string;
}

/** Does something at one step of an operation. */
export interface Fault {
  name: string;
  /** The engine host lives on, so that the operation itself must have led back or forward. */
  hostSurvives?: boolean;
  /** The steps at which it happens. */
  stepsOf(run: Undisturbed): string[];
  /** Prepares the fault for the next run of the operation; `reached` is called when it happens. */
  arm(world: World, step: string, reached: () => void): void;
  /** Brings the app back after the operation; resolves when it runs and is connected. */
  recover(world: World): Promise<void>;
}

/** How many of the steps of an operation are disturbed: `every`, or a number of them, evenly spread. */
const { BULKHEAD_FAULTS: sampleSize = '3' } = process.env;

function sample<T>(items: readonly T[]): T[] {
  const count = sampleSize === 'every' ? items.length : Math.min(Number(sampleSize), items.length);
  return Array.from(
    { length: count },
    (_, index) => items[Math.floor(((index + 0.5) * items.length) / count)],
  ).flatMap((each) => each ?? []);
}

/** Runs the operation undisturbed and records its steps at the engine. */
export async function undisturbed(world: World, subject: Subject): Promise<Undisturbed> {
  await subject.prepare(world);
  const before = await subject.state(world);
  const steps: EngineStep[] = [];
  world.proxy.watch({
    before: async (name) => {
      steps.push({ name, before: await runningRoles(), after: [] });
      return true;
    },
    after: async (name) => {
      const step = steps.find((each) => each.name === name);
      if (step) step.after = await runningRoles();
      return true;
    },
  });
  world.host.countFiles();
  await subject.operate(world);
  world.proxy.watch(undefined);
  const fileSteps = await world.host.files();
  await expectWhole(world);
  const after = await subject.state(world);
  if (before === after) throw new Error(`${subject.name} changed nothing: ${after}`);
  console.log(
    `${subject.name}: ${steps.length} steps\n  ${steps.map(({ name }) => name).join('\n  ')}\n${before}\n${after}`,
  );
  return { steps, fileSteps, before, after };
}

/** Injects each fault at each step of the operation; resolves to what was lost or half done, in words. */
export async function losses(world: World, subject: Subject, faults: readonly Fault[]): Promise<string[]> {
  const run = await undisturbed(world, subject);
  const injections = faults.flatMap((fault) => fault.stepsOf(run).map((step) => ({ fault, step })));
  const failures: string[] = [];
  const counts = new Map(faults.map(({ name }) => [name, { runs: 0, unreached: 0, lost: 0 }]));
  for (const { fault, step } of sample(injections)) {
    const title = `${subject.name}, ${fault.name}, ${step}`;
    const count = counts.get(fault.name) ?? { runs: 0, unreached: 0, lost: 0 };
    count.runs += 1;
    try {
      const { isReached, state } = await interrupted(world, subject, run, { fault, step });
      if (!isReached) count.unreached += 1;
      console.log(`${title}: ${isReached ? '' : 'not reached, '}${state}`);
    } catch (error) {
      world.proxy.watch(undefined);
      const message = error instanceof Error ? error.message : String(error);
      console.log(`${title}: LOST ${message}`);
      failures.push(`${title}: ${message}`);
      count.lost += 1;
      await world.reset();
    }
  }
  for (const [fault, count] of counts) record({ operation: subject.name, fault, ...count });
  return failures;
}

async function interrupted(
  world: World,
  subject: Subject,
  run: Undisturbed,
  { fault, step }: { fault: Fault; step: string },
): Promise<{ isReached: boolean; state: 'before' | 'after' | 'whole' }> {
  await subject.prepare(world);
  const isBack = subject.flips && (await subject.state(world)) === run.after;
  const [before, after] = isBack ? [run.after, run.before] : [run.before, run.after];
  let isReached = false;
  fault.arm(world, step, () => {
    isReached = true;
  });
  const failure = await subject.operate(world).then(
    () => undefined,
    (error: unknown) => error,
  );
  world.proxy.watch(undefined);
  await fault.recover(world);
  await expectWhole(world);
  const state = await subject.state(world);
  if (failure === undefined && state !== after) throw new Error(`told as done, and is ${state}`);
  if (failure !== undefined && fault.hostSurvives && state !== before)
    throw new Error(`told as failed (${String(failure)}), and is ${state}`);
  if (state === before) return { isReached, state: 'before' };
  if (state === after) return { isReached, state: 'after' };
  if (subject.isWhole?.(state)) return { isReached, state: 'whole' };
  throw new Error(`neither before nor after: ${state}`);
}

/** Writes one line of the table in docs/reliability.md. */
export function record(line: {
  operation: string;
  fault: string;
  runs: number;
  unreached: number;
  lost: number;
}): void {
  const folder = join(import.meta.dirname, '../../../test-results/faults');
  mkdirSync(folder, { recursive: true });
  writeFileSync(
    join(folder, `${line.operation} ${line.fault}.json`.replaceAll(' ', '-')),
    JSON.stringify(line),
  );
}
