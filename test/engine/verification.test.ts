import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Agent } from '../../electron/contract/agent.ts';
import type { EngineFacts } from '../../electron/contract/engine.ts';
import { AppFailure } from '../../electron/contract/error.ts';
import type { ProbeResult } from '../../electron/contract/isolation.ts';
import type { AgentDirectory } from '../../electron/engine/directory/directory.ts';
import { toAgent } from '../../electron/engine/directory/directory-agent.ts';
import type { Engine } from '../../electron/engine/docker/engine.ts';
import { verifyIsolation } from '../../electron/engine/verification/verify.ts';
import { systemClock } from '../../electron/lib/clock.ts';
import { silentLogger } from '../../electron/lib/logger.ts';
import { Scope } from '../../electron/lib/scope.ts';
import { appEngine, containerByHand, docker, networkByHand } from '../harness/engine/docker-cli.ts';
import { testEngine } from '../harness/engine/engine.ts';

const suite = new Scope();
let scope = new Scope();
let engine: Engine;
let facts: EngineFacts;

beforeAll(async () => {
  engine = appEngine(suite);
  facts = await engine.facts();
  // The listener on the host runs from the gateway's image; its base with its label will do.
  await docker('pull', '-q', 'node:24-slim');
  const image = 'by-hand-gateway';
  suite.add(async () => void (await docker('rmi', image)));
  const container = await docker('create', 'node:24-slim');
  await docker('commit', '-c', 'LABEL dev.bulkhead.role=gateway', container, image);
  await docker('rm', container);
});
afterEach(async () => {
  await scope.dispose();
  scope = new Scope();
});
afterAll(() => suite.dispose());

const INHIBIT = 'com.docker.network.bridge.inhibit_ipv4=true';
const hardening = [
  ...['--cap-drop', 'ALL', '--security-opt', 'no-new-privileges', '--read-only', '--user', '1000:1000'],
  ...['--memory', '128m', '--memory-swap', '128m', '--pids-limit', '256', '--cpus', '1', '--tmpfs', '/tmp'],
];
const isolated = ['--internal', '-o', INHIBIT];

/** A container as the app makes it, on a network as the app makes it, with one thing done wrong. */
async function agentWith(
  wrong: readonly string[],
  network: readonly string[] = isolated,
  image = 'busybox:stable',
): Promise<string> {
  const name = await networkByHand(scope, network);
  return await containerByHand(scope, ['--network', name, ...hardening, ...wrong], ['sleep', '600'], image);
}

const agentOf = async (name: string): Promise<Agent> => ({
  ...toAgent(await engine.inspectContainer(name), { reachable: true, activity: undefined }),
  id: name,
});

async function verify(name: string, ...others: string[]): Promise<Map<string, ProbeResult>> {
  const [agent, ...rest] = await Promise.all([name, ...others].map(agentOf));
  if (!agent) throw new Error('no agent');
  const directory: AgentDirectory = {
    list: () => ({ sequence: 0, agents: [agent, ...rest] }),
    get: () => agent,
    onChange: () => () => {},
  };
  const deps = {
    engine: () => engine,
    facts: () => facts,
    directory,
    egressMode: async () => 'off' as const,
    clock: systemClock,
    logger: silentLogger,
  };
  const shown: ProbeResult[] = [];
  const startedAt = Date.now();
  const { signal } = new AbortController();
  const report = await verifyIsolation(deps, name, (probe) => shown.push(probe), signal);
  expect(shown).toEqual(report.probes);
  expect(Date.now() - startedAt).toBeLessThan(30_000);
  return new Map(report.probes.map((probe) => [probe.id, probe]));
}

const failed = (probes: Map<string, ProbeResult>) =>
  [...probes.values()].filter(({ verdict }) => verdict === 'fail').map(({ id }) => id);

describe('verification of a sandbox that holds', () => {
  it.each(['busybox:stable', 'debian:bookworm-slim', 'node:24-slim'])(
    'finds no failure in %s',
    async (image) => {
      const probes = await verify(await agentWith([], isolated, image));
      expect(failed(probes)).toEqual([]);
      for (const id of [
        'capabilities',
        'root',
        'mount',
        'limit.memory',
        'bridge',
        'host',
        'public',
        'metadata',
      ]) {
        expect(probes.get(id), id).toMatchObject({ verdict: 'pass' });
      }
    },
  );

  it('finds no failure under gVisor, whose kernel answers in the host’s place', async ({ skip }) => {
    if (!facts.runtimes.some(({ name }) => name === 'runsc')) skip('no gVisor on this engine');
    const gvisor = ['--runtime', 'runsc', '--memory', '512m', '--memory-swap', '512m'];
    const name = await agentWith(gvisor, isolated, 'node:24-slim');
    const probes = await verify(name);
    expect(failed(probes)).toEqual([]);
    for (const id of ['capabilities', 'seccomp', 'bridge', 'public', 'metadata']) {
      expect(probes.get(id), id).toMatchObject({ verdict: 'pass' });
    }
    expect((await engine.inspectContainer(name)).State.Running).toBe(true);
    const plain = await agentWith(gvisor);
    expect((await verify(plain)).get('public')?.verdict).toBe('inconclusive');
    expect((await engine.inspectContainer(plain)).State.Running).toBe(true);
  });

  it('says what it cannot try', async () => {
    const probes = await verify(await agentWith([]));
    expect(probes.get('others')?.verdict).toBe('inconclusive');
    expect(probes.get('gateway.private')?.verdict).toBe('inconclusive');
    // On engines before 25 an internal network asks the host's name servers.
    expect(probes.get('dns')?.verdict).toBe('inconclusive');
  });

  it('finds neighbours unreachable on networks of their own', async () => {
    const neighbour = await agentWith([]);
    const probes = await verify(await agentWith([]), neighbour);
    expect(probes.get('others')).toMatchObject({ verdict: 'pass' });
  });
});

describe('verification of a sandbox that was broken', () => {
  const mistakes: [string, string[], string[]][] = [
    ['a capability', ['--cap-add', 'NET_RAW'], ['capabilities']],
    ['privileges that can be gained', ['--security-opt', 'no-new-privileges=false'], ['no-new-privileges']],
    ['root', ['--user', '0'], ['user']],
    ['the engine’s socket', ['-v', `${testEngine().socket}:/elsewhere`], ['engine-socket']],
    ['a device', ['--device', '/dev/fuse'], ['devices']],
    ['no process limit', ['--pids-limit', '-1'], ['limit.pids']],
    ['no system call filter', ['--security-opt', 'seccomp=unconfined'], ['seccomp', 'namespaces']],
    ['bare kernel paths', ['--security-opt', 'systempaths=unconfined'], ['kernel-files']],
    ['a writable root', ['--read-only=false'], ['root']],
    ['privileges', ['--privileged'], ['capabilities', 'seccomp', 'namespaces', 'devices', 'kernel-files']],
  ];
  it.each(mistakes)('fails for %s and nothing else', async (_, wrong, expected) => {
    expect(failed(await verify(await agentWith(wrong)))).toEqual(expected);
  });

  it('fails for a network that leads outside', async () => {
    const name = await agentWith([]);
    await docker('network', 'connect', 'bridge', name);
    expect(failed(await verify(name))).toEqual([
      ...['networks', 'bridge', 'host', 'metadata', 'public', 'direct-dns'],
    ]);
    await docker('network', 'disconnect', 'bridge', name);
    expect(failed(await verify(name))).toEqual([]);
  });

  it('fails for an internal network on which the host answers', async () => {
    const probes = await verify(await agentWith([], ['--internal'], 'node:24-slim'));
    // Engine 20.10 leaves a default route: there every address of the host answers.
    const all = facts.version.startsWith('20.10');
    expect(failed(probes)).toEqual(all ? ['bridge', 'host', 'udp'] : ['bridge', 'udp']);
    expect(probes.get('networks')?.verdict).toBe('pass');
  });

  it('fails for a gateway that forwards, and nothing else', async () => {
    const agent = await agentWith([]);
    const [network = ''] = Object.keys((await engine.inspectContainer(agent)).NetworkSettings.Networks);
    const gateway = async (forward: string) =>
      await containerByHand(
        scope,
        [
          '--network',
          network,
          '--label',
          'dev.bulkhead.role=gateway',
          '--sysctl',
          `net.ipv4.ip_forward=${forward}`,
        ],
        ['sleep', '600'],
        'node:24-slim',
      );
    const good = await gateway('0');
    expect((await verify(agent)).get('gateway.forwarding')?.verdict).toBe('pass');
    await docker('rm', '-f', good);
    await gateway('1');
    expect(failed(await verify(agent))).toEqual(['gateway.forwarding']);
  });

  it('fails for an agent on another’s network', async () => {
    const neighbour = await agentWith([]);
    const name = await agentWith([]);
    const [network = ''] = Object.keys((await engine.inspectContainer(neighbour)).NetworkSettings.Networks);
    await docker('network', 'connect', network, name);
    expect(failed(await verify(name, neighbour))).toEqual(['others']);
    await docker('network', 'disconnect', network, name);
  });
});

it('refuses an agent that does not run, and offers to start it', async () => {
  const name = await agentWith([]);
  await docker('stop', '-t', '0', name);
  const refused = await verify(name).catch((error: unknown) => error);
  expect(refused).toBeInstanceOf(AppFailure);
  expect((refused as AppFailure).error).toMatchObject({
    type: 'not-running',
    actions: [{ kind: 'start-agent' }],
  });
});

it('leaves no listener behind, also when it is cancelled', async () => {
  const controller = new AbortController();
  const agent = await agentOf(await agentWith([]));
  const deps = {
    engine: () => engine,
    facts: () => facts,
    directory: { list: () => ({ sequence: 0, agents: [] }), get: () => agent, onChange: () => () => {} },
    egressMode: async () => undefined,
    clock: systemClock,
    logger: silentLogger,
  };
  const running = verifyIsolation(deps, agent.id, () => controller.abort(), controller.signal);
  await expect(running).rejects.toMatchObject({ error: { type: 'cancelled' } });
  expect(await docker('ps', '-aq', '--filter', 'label=dev.bulkhead.role=canary')).toBe('');
});
