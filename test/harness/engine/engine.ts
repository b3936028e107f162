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

/** The engine that tests run on. */
export type TestEngine = Pick<EngineStatus, 'dockerHost' | 'socket'> & {
  /** Whether only tests use the engine, so that a test left every remaining object. */
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
 * Prepares a worker's engine for the tests, and for the Docker command line by DOCKER_HOST. As root on Debian this is a
 * private engine, started unless it runs; otherwise it is the person's engine.
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
 * Records which engines run before the first worker starts.
 * @returns stops the engines that workers started since, unless the person named them
 */
export function keepTrackOfEngines(): () => Promise<void> {
  if (!isDebianRoot() || process.env.BULKHEAD_TEST_ENGINE) return async () => {};
  const stopped = testEngineNames().filter((name) => !engineStatus(name).running);
  return async () => void (await Promise.all(stopped.map((name) => stopEngine(name))));
}
