import { runningRoles } from './engine-objects.ts';
import { type Injection, record, stepsDone } from './injections.ts';
import { expectWhole } from './model.ts';
import type { FileStep, World } from './world.ts';

/** An operation that is tested with faults. */
export interface Subject {
  name: string;
  /** Brings the world from any state to the state in which the operation starts. */
  prepare(world: World): Promise<void>;
  /** Runs the operation to its end; rejects when it fails, or when the engine host ends first. */
  operate(world: World): Promise<void>;
  /** Resolves to everything that the operation may change, as text. */
  state(world: World): Promise<string>;
  /** A failure takes nothing back: what is left is cleaned up. */
  isOneWay?: boolean;
  /** The operation alternates between two states. */
  flips?: boolean;
  /** What was there before may stay until the next start of the app, as the operation says. */
  endsAtStart?: boolean;
  /** Whether a state other than the two is consistent too. */
  isWhole?(state: string): boolean;
}

/** A request, and the roles of the app's containers that run right before it and right after it. */
export interface EngineStep {
  name: string;
  before: string[];
  after: string[];
}

/** A run without faults: its steps, and the states before and after. */
export interface Undisturbed {
  /** Changing requests to the engine. */
  steps: EngineStep[];
  /** Operations of the engine host on files. */
  fileSteps: FileStep[];
  before: string;
  after: string;
}

/** A fault at one step of an operation. */
export interface Fault {
  name: string;
  /** The engine host survives, so the operation itself must undo or complete its work. */
  hostSurvives?: boolean;
  /** Returns the steps at which the fault is possible. */
  stepsOf(run: Undisturbed): string[];
  /** Prepares the fault for the next run of the operation. Calls `reached` when it happens. */
  arm(world: World, step: string, reached: () => void): void;
  /** Restores the app after the operation. Resolves when it runs and is connected. */
  recover(world: World): Promise<void>;
}

/** Number of steps at which each fault is injected, evenly distributed; `every`, or the first and last of all `kinds`. */
const { BULKHEAD_FAULTS: wanted = '3' } = process.env;
const SAMPLE_SIZE = ['every', 'kinds'].includes(wanted) ? Number.POSITIVE_INFINITY : Number(wanted);
/** Injects again what was lost once: a part of the fault and the step, such as `killed after, POST /volumes`. */
const { BULKHEAD_FAULT: only = '' } = process.env;

function sample<T>(items: readonly T[], atMost: number): T[] {
  const count = Math.min(atMost, items.length);
  return Array.from(
    { length: count },
    (_, index) => items[Math.floor(((index + 0.5) * items.length) / count)],
  ).flatMap((each) => each ?? []);
}

/** Runs the operation without faults and records its steps. */
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
  world.host.countFiles?.();
  await subject.operate(world);
  world.proxy.watch(undefined);
  const fileSteps = (await world.host.files?.()) ?? [];
  await expectWhole(world);
  const after = await subject.state(world);
  if (before === after) throw new Error(`${subject.name} changed nothing: ${after}`);
  console.log(
    `${subject.name}: ${steps.length} steps\n  ${steps.map(({ name }) => name).join('\n  ')}\n${before}\n${after}`,
  );
  return { steps, fileSteps, before, after };
}

/**
 * Injects each fault at each step of the operation, or at `atMost` of its steps; resolves to descriptions of lost or
 * incomplete work.
 */
export async function losses(
  world: World,
  subject: Subject,
  faults: readonly Fault[],
  atMost = SAMPLE_SIZE,
): Promise<string[]> {
  const run = await undisturbed(world, subject);
  const injections = faults.flatMap((fault) => {
    const done = stepsDone(subject.name, fault.name);
    const steps = sample(fault.stepsOf(run), atMost).filter((step) => !done.has(step));
    return steps.flatMap((step) => (`${fault.name}, ${step}`.includes(only) ? { fault, step } : []));
  });
  const failures: string[] = [];
  for (const { fault, step } of injections) {
    const title = `${subject.name}, ${fault.name}, ${step}`;
    const start = Date.now();
    const found = await interrupted(world, subject, run, { fault, step }).catch(failed);
    record({ operation: subject.name, fault: fault.name, step, ...found });
    console.log(`${title}: ${found.outcome} ${found.message ?? ''} (${Date.now() - start} ms)`);
    if (found.outcome !== 'lost') continue;
    failures.push(`${title}: ${found.message}`);
    console.log(world.host.output.slice(-8_000));
    world.proxy.watch(undefined);
    await world.reset();
  }
  return failures;
}

type Outcome = Pick<Injection, 'outcome' | 'message'>;

const failed = (error: unknown): Outcome => ({
  outcome: 'lost',
  message: error instanceof Error ? error.message : String(error),
});

async function interrupted(
  world: World,
  subject: Subject,
  run: Undisturbed,
  { fault, step }: { fault: Fault; step: string },
): Promise<Outcome> {
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
  let state = await subject.state(world);
  if (subject.endsAtStart && failure === undefined && state !== after) {
    await world.restart();
    await expectWhole(world);
    state = await subject.state(world);
  }
  if (failure === undefined && state !== after) throw new Error(`told as done, and is ${state}`);
  const mayChange = subject.isOneWay || tellsOfRest(failure);
  if (failure !== undefined && fault.hostSurvives && state !== before && !mayChange)
    throw new Error(`told as failed (${String(failure)}), and is ${state}`);
  const outcome =
    state === before ? 'before' : state === after ? 'after' : subject.isWhole?.(state) ? 'whole' : undefined;
  if (outcome) return { outcome: isReached ? outcome : 'unreached' };
  throw new Error(`neither before nor after: ${state}`);
}

/** A failure that could not be taken back, because the engine was gone, says so: what is there is listed or left over. */
const tellsOfRest = (failure: unknown) => String(failure).includes('Not everything could be taken back');
