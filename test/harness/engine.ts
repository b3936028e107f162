import { pullBaseImages } from '../../scripts/engine/api.mjs';
import { type EngineStatus, engineStatus, startEngine, stopEngine } from '../../scripts/engine/control.mjs';
import { findExistingEngine } from '../../scripts/engine/existing.mjs';
import { checkoutEngineName } from '../../scripts/engine/place.mjs';
import { isDebianRoot } from '../../scripts/setup/debian.mjs';

/** What tests know about the engine they run on; in BULKHEAD_TEST_STATUS between their processes. */
export type TestEngine = Pick<EngineStatus, 'dockerHost' | 'socket'> & {
  /** Whether nobody else uses the engine, so that whatever is left on it was left by a test. */
  readonly isPrivate: boolean;
  readonly internet?: string;
  readonly pids?: EngineStatus['pids'];
};

const statusVariable = 'BULKHEAD_TEST_STATUS';

/** The engine of this test run. Throws outside of one. */
export function testEngine(): TestEngine {
  const status = process.env[statusVariable];
  if (!status) throw new Error('no test engine: the runner starts one in its global set-up');
  return JSON.parse(status) as TestEngine;
}

/**
 * Makes an engine ready for this run and tells it to the test processes. As root on Linux it is a private one,
 * named by BULKHEAD_TEST_ENGINE or after the checkout; otherwise the one that DOCKER_HOST names.
 * @returns stops what was started here
 */
export async function provideEngine(): Promise<() => Promise<void>> {
  const { engine, release } = await obtainEngine();
  process.env[statusVariable] = JSON.stringify(engine);
  process.env.DOCKER_HOST = engine.dockerHost;
  return release;
}

async function obtainEngine(): Promise<{ engine: TestEngine; release: () => Promise<void> }> {
  const nothing = async () => {};
  if (!isDebianRoot())
    return { engine: { ...(await findExistingEngine()), isPrivate: false }, release: nothing };
  const named = process.env.BULKHEAD_TEST_ENGINE;
  const name = named ?? checkoutEngineName();
  const wasRunning = engineStatus(name).running;
  const { dockerHost, socket, internet, pids } = await startEngine(name);
  await pullBaseImages(socket);
  const engine = { dockerHost, socket, internet, isPrivate: true, ...(pids ? { pids } : {}) };
  return { engine, release: named || wasRunning ? nothing : () => stopEngine(name) };
}
