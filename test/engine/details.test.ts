import { afterAll, beforeAll, expect, it } from 'vitest';
import type { AgentDetails } from '../../electron/contract/details.ts';
import { agentDetailsSchema } from '../../electron/contract/details.ts';
import { details } from '../../electron/engine/details/details.ts';
import { networksOf } from '../../electron/engine/docker/networks-of.ts';
import { Scope } from '../../electron/lib/scope.ts';
import { appEngine, containerByDockerCli, networkByDockerCli } from '../harness/engine/docker-cli.ts';

const scope = new Scope();
let shown: AgentDetails;
let network: string;

beforeAll(async () => {
  const engine = appEngine(scope);
  network = await networkByDockerCli(scope, ['--internal', '--subnet', '10.83.201.0/29']);
  const name = await containerByDockerCli(scope, [
    ...['--network', network, '--ip', '10.83.201.4', '-e', 'TOKEN=canary-value', '--memory', '64m'],
    ...['--cap-drop', 'ALL', '--cap-add', 'chown', '--tmpfs', '/scratch:size=1m', '-v', '/work-volume'],
    ...['--label', 'note=hello', '--cpus', '0.5', '--restart', 'on-failure:3', '-w', '/tmp'],
  ]);
  const inspect = await engine.inspectContainer(name);
  shown = details(
    inspect,
    await engine.inspectImage(inspect.Image),
    await networksOf(engine, inspect, new AbortController().signal),
    await engine.facts(),
  );
});
afterAll(() => scope.dispose());

it('reads what the engine says of a container into the contract', () => {
  expect(agentDetailsSchema.parse(shown)).toMatchObject({
    image: { reference: 'busybox:stable' },
    command: ['sleep', '600'],
    user: 'root',
    runtime: 'runc',
    init: true,
    workingDirectory: '/tmp',
    restartPolicy: 'on-failure (at most 3 times)',
    networks: [{ name: network, address: '10.83.201.4', internal: true, subnet: '10.83.201.0/29' }],
    capabilities: { dropped: ['ALL'], effective: ['CAP_CHOWN'] },
  });
  expect(shown.image.sizeBytes).toBeGreaterThan(0);
  expect(shown.labels).toContainEqual({ name: 'note', value: 'hello' });
  expect(shown.mounts.map(({ kind, target }) => [kind, target])).toEqual([
    ['tmpfs', '/scratch'],
    ['volume', '/work-volume'],
  ]);
  expect(shown.limits).toContainEqual({ name: 'Memory', value: '64 MiB' });
  expect(shown.limits).toContainEqual({ name: 'CPUs', value: '0.5' });
});

it('lets no environment value out', () => {
  expect(shown.environmentNames).toContain('TOKEN');
  expect(JSON.stringify(shown)).not.toContain('canary-value');
});
