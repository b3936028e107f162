import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { RpcClient } from '../../electron/client/rpc-client.ts';
import { Scope } from '../../electron/lib/scope.ts';
import { removeAgentsAndGateway } from '../harness/agents/provisioning.ts';
import { bulkhead } from '../harness/control/command-line.ts';
import { type Actor, commandLineActor, httpActor, WindowActor } from '../harness/control/program-actor.ts';
import { connectTo, dataFolder, startServe } from '../harness/control/serve.ts';
import { appEngine, docker } from '../harness/engine/docker-cli.ts';
import { BUSYBOX } from '../harness/engine/docker-endpoint.ts';
import '../harness/property-setup.ts';

/** Two windows, a program, and command lines that are processes of their own, on the same agents at once. */
const scope = new Scope();
let dataPath: string;
let client: RpcClient;
let windows: WindowActor[];
let actors: Actor[];
beforeAll(async () => {
  const engine = appEngine(scope);
  scope.add(() => removeAgentsAndGateway(engine));
  dataPath = dataFolder(scope);
  await startServe(scope, dataPath);
  client = await connectTo(scope, dataPath);
  windows = [new WindowActor(client), new WindowActor(await connectTo(scope, dataPath))];
  actors = [...windows, httpActor(dataPath), commandLineActor(scope, dataPath)];
});
afterAll(() => scope.dispose());

const containers = async () =>
  (await docker('ps', '-a', '--filter', 'label=dev.bulkhead.agent', '--format', '{{.Names}}'))
    .split('\n')
    .filter((name) => name.startsWith('bulkhead-'));

it('creates an agent once, however many ask for its name at once', async () => {
  const created = await Promise.all(actors.map((actor) => actor.create('shared')));
  expect(created.filter(Boolean)).toHaveLength(1);
  expect((await containers()).filter((name) => name === 'bulkhead-shared')).toHaveLength(1);
});

it('loses no change of several at once', async () => {
  const hosts = actors.flatMap((_, who) => [`a${who}.example`, `b${who}.example`]);
  await Promise.all(hosts.map((host, n) => actors[n >> 1]?.allow('shared', host)));
  const { agents } = await client.call('agent.list', {});
  const agentId = agents.find(({ name }) => name === 'shared')?.id ?? '';
  const rules = JSON.stringify(await client.call('egress.rules', { agentId }));
  expect(hosts.filter((host) => !rules.includes(host))).toEqual([]);
});

it('shows every window what the engine has, after a random interleaving', async () => {
  const run = bulkhead(scope, dataPath, ['run', '--rm', '--image', BUSYBOX, '--', 'echo', 'ran']);
  await Promise.all([...actors.slice(0, 3).map((actor, n) => actor.create(`own-${n}`))]);
  const step = fc.tuple(
    fc.constantFrom(...actors),
    fc.constantFrom('start' as const, 'stop' as const),
    fc.constantFrom('shared', 'own-0', 'own-1', 'own-2'),
  );
  const [steps = []] = fc.sample(fc.array(step, { minLength: 14, maxLength: 14 }), 1);
  for (let n = 0; n < steps.length; n += 5)
    await Promise.all(steps.slice(n, n + 5).map(async ([actor, what, name]) => await actor.act(what, name)));
  expect(await run).toMatchObject({ code: 0, out: 'ran\n' });
  const states = async () =>
    (await docker('ps', '-a', '--filter', 'label=dev.bulkhead.agent', '--format', '{{.Names}} {{.State}}'))
      .split('\n')
      .filter((line) => line.startsWith('bulkhead-'))
      .map((line) => line.replace('bulkhead-', '').replace(' exited', ' stopped'))
      .sort();
  expect((await states()).map((line) => line.split(' ')[0])).toEqual(['own-0', 'own-1', 'own-2', 'shared']);
  for (const window of windows) await expect.poll(async () => window.shown()).toEqual(await states());
  const listed = JSON.parse((await bulkhead(scope, dataPath, ['ls', '--json'])).out) as {
    name: string;
    status: string;
  }[];
  expect(listed.map(({ name, status }) => `${name} ${status}`).sort()).toEqual(await states());
});

it('removes an agent once, and every window forgets it', async () => {
  const removed = await Promise.all(actors.map((actor) => actor.remove('shared')));
  expect(removed.filter(Boolean).length).toBeGreaterThanOrEqual(1);
  expect(await containers()).not.toContain('bulkhead-shared');
  for (const window of windows) await expect.poll(() => window.shown().join()).not.toContain('shared');
});
