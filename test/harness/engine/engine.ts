import { pullBaseImages } from '../../../scripts/engine/api.mjs';
import {
  type EngineStatus,
  engineStatus,
  startEngine,
  stopEngine,
} from '../../../scripts/engine/control.mjs';
import { findExistingEngine } from '../../../scripts/engine/existing.mjs';
import { testEngineNames } from '../../../scripts/engine/place.mjs';
import { isDebianRoot } from '../../../scripts/setup/debian.mjs';

/** What tests know about the engine they run on. */
export type TestEngine = Pick<EngineStatus, 'dockerHost' | 'socket'> & {
  /** Whether nobody else uses the engine, so that whatever is left on it was left by a test. */
  readonly isPrivate: boolean;
  readonly internet?: string;
  readonly pids?: EngineStatus['pids'];
};

let current: TestEngine | undefined;

/** The engine of this worker. Throws outside of one. */
export function testEngine(): TestEngine {
  if (!current) throw new Error('no test engine: a worker takes its engine before its first test');
  return current;
}

/** How many workers may run at once: one for each engine, and a single one where a person's engine is used. */
export function workerCount(): number {
  return isDebianRoot() ? testEngineNames().length : 1;
}

/**
 * Makes a worker's engine ready and tells it to the tests, and to the Docker command line by DOCKER_HOST. As root on
 * Debian it is a private one that is started unless it runs; otherwise the one that the person has.
 * @param worker from 0 to below {@link workerCount}; the same number means the same engine
 */
export async function takeWorkerEngine(worker: number): Promise<TestEngine> {
  current = await obtainEngine(worker);
  process.env.DOCKER_HOST = current.dockerHost;
  return current;
}

async function obtainEngine(worker: number): Promise<TestEngine> {
  if (!isDebianRoot()) return { ...(await findExistingEngine()), isPrivate: false };
  const name = testEngineNames()[worker];
  if (name === undefined) throw new Error(`worker ${worker} has no engine`);
  const { dockerHost, socket, internet, pids } = await startEngine(name);
  await pullBaseImages(socket);
  return { dockerHost, socket, internet, isPrivate: true, ...(pids ? { pids } : {}) };
}

/**
 * Notes which engines run before the first worker starts.
 * @returns stops those that workers started since, unless the person named them
 */
export function keepTrackOfEngines(): () => Promise<void> {
  if (!isDebianRoot() || process.env.BULKHEAD_TEST_ENGINE) return async () => {};
  const stopped = testEngineNames().filter((name) => !engineStatus(name).running);
  return async () => void (await Promise.all(stopped.map((name) => stopEngine(name))));
}
