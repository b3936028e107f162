import { afterAll, afterEach, beforeAll } from 'vitest';
import type { EngineFacts } from '../../../electron/contract/engine.ts';
import type { ProbeResult } from '../../../electron/contract/isolation.ts';
import type { Engine } from '../../../electron/engine/docker/engine.ts';
import { Scope } from '../../../electron/lib/scope.ts';
import { appEngine } from '../engine/docker-cli.ts';
import { prepareVerification, VerifiedContainers } from './verified-containers.ts';

/** Prepares the engine for the verifications of one file; the function has the containers of the present test. */
export function verifiedContainers(): () => VerifiedContainers {
  const suite = new Scope();
  let scope = new Scope();
  let engine: Engine;
  let facts: EngineFacts;
  beforeAll(async () => {
    engine = appEngine(suite);
    facts = await engine.facts();
    await prepareVerification(suite);
  });
  afterEach(async () => {
    await scope.dispose();
    scope = new Scope();
  });
  afterAll(() => suite.dispose());
  return () => new VerifiedContainers(engine, facts, scope);
}

/** The ids of the probes that failed. */
export const failed = (probes: ReadonlyMap<string, ProbeResult>): string[] =>
  [...probes.values()].filter(({ verdict }) => verdict === 'fail').map(({ id }) => id);
