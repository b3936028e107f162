import { performance } from 'node:perf_hooks';
import { createDockerEngine } from '../../electron/engine/docker/adapter.ts';
import { Scope } from '../../electron/lib/scope.ts';
import { isolated, prepareVerification, VerifiedContainers } from '../harness/agents/verified-containers.ts';
import { type BenchResult, type BenchRow, median } from './bench-row.ts';

const ROUNDS = 3;

/** How long one verification of a sandbox takes, from the call to the report. */
export async function runVerificationBench(dockerHost: string): Promise<BenchResult> {
  const scope = new Scope();
  const engine = createDockerEngine({ url: dockerHost, source: 'DOCKER_HOST', label: 'bench' });
  scope.add(() => engine.close());
  try {
    await prepareVerification(scope);
    const containers = new VerifiedContainers(engine, await engine.facts(), scope);
    const rows: BenchRow[] = [];
    for (const image of ['busybox:stable', 'node:24-slim']) {
      const name = await containers.make([], isolated, image);
      const times: number[] = [];
      for (let round = 0; round < ROUNDS; round += 1) {
        const from = performance.now();
        await containers.verify(name);
        times.push(performance.now() - from);
      }
      rows.push({
        work: `verify an agent of ${image}`,
        value: median(times),
        unit: 'ms',
        target: '<= 30000',
      });
    }
    return { subject: 'verification', method: `${ROUNDS} rounds, median`, rows };
  } finally {
    await scope.dispose();
  }
}
