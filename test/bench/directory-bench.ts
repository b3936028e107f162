import { performance } from 'node:perf_hooks';
import { createDockerEngine } from '../../electron/engine/docker/adapter.ts';
import { Scope } from '../../electron/lib/scope.ts';
import {
  openDirectory,
  removeLabelled,
  startAgentContainer,
  untilDirectory,
} from '../harness/agents/agent-containers.ts';
import { docker } from '../harness/engine/docker-cli.ts';
import { type BenchResult, median } from './bench-row.ts';

const ROUNDS = 10;
const ACTS = [
  ['pause', 'paused'],
  ['unpause', 'running'],
  ['kill', 'stopped'],
  ['start', 'running'],
] as const;

/** How long after a command of the Docker command line the directory of agents shows it. */
export async function runDirectoryBench(dockerHost: string): Promise<BenchResult> {
  const scope = new Scope();
  const engine = createDockerEngine({ url: dockerHost, source: 'DOCKER_HOST', label: 'bench' });
  scope.add(() => engine.close());
  scope.add(() => removeLabelled(engine));
  try {
    const { directory } = await openDirectory(scope, dockerHost);
    const { id, containerId } = await startAgentContainer(engine);
    const shows = (status: string) =>
      untilDirectory(directory, () =>
        directory.list().agents.some((agent) => agent.id === id && agent.status === status),
      );
    await shows('running');
    const times: number[] = [];
    for (let round = 0; round < ROUNDS; round += 1) {
      for (const [act, status] of ACTS) {
        await docker(act, containerId);
        const from = performance.now();
        await shows(status);
        times.push(performance.now() - from);
      }
    }
    const work = 'from the end of a docker command to the list';
    return {
      subject: 'directory',
      method: `${times.length} commands`,
      rows: [
        { work: `${work}, p50`, value: median(times), unit: 'ms' },
        { work: `${work}, longest`, value: Math.max(...times), unit: 'ms', target: '<= 1000' },
      ],
    };
  } finally {
    await scope.dispose();
  }
}
