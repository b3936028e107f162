import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { EngineFacts } from '../../electron/contract/engine.ts';
import type { Engine } from '../../electron/engine/docker/engine.ts';
import { networksOf } from '../../electron/engine/docker/networks-of.ts';
import { posture } from '../../electron/engine/posture/posture.ts';
import { Scope } from '../../electron/lib/scope.ts';
import { appEngine, containerByDockerCli, docker, networkByDockerCli } from '../harness/engine/docker-cli.ts';
import { testEngine } from '../harness/engine/engine.ts';

const suite = new Scope();
let scope = new Scope();
let engine: Engine;
let facts: EngineFacts;

beforeAll(async () => {
  engine = appEngine(suite);
  facts = await engine.facts();
});
afterEach(async () => {
  await scope.dispose();
  scope = new Scope();
});
afterAll(() => suite.dispose());

const INHIBIT = 'com.docker.network.bridge.inhibit_ipv4=true';
const internal = () => networkByDockerCli(scope, ['--internal', '-o', INHIBIT]);

/** Options of a container as hard as the app makes them. */
const hardened = async (network?: string) => [
  ...['--network', network ?? (await internal()), '--cap-drop', 'ALL', '--security-opt', 'no-new-privileges'],
  ...['--read-only', '--user', '1000:1000', '--memory', '64m', '--memory-swap', '64m'],
  ...['--pids-limit', '64', '--cpus', '1'],
];

async function judge(name: string) {
  const inspect = await engine.inspectContainer(name);
  return posture(inspect, await networksOf(engine, inspect, new AbortController().signal), facts);
}

/** Ids that lower the posture, sorted. */
async function faults(name: string): Promise<string[]> {
  const { findings } = await judge(name);
  return findings
    .filter(({ severity }) => severity === 'weak' || severity === 'critical')
    .map(({ id }) => id)
    .sort();
}

describe('posture of real containers', () => {
  it('finds nothing wrong with a hardened one', async () => {
    const name = await containerByDockerCli(scope, await hardened());
    expect(await faults(name)).toEqual([]);
    expect(await judge(name)).toMatchObject({ level: 'Strong', tier: 'container' });
  });

  it('finds everything that an ordinary docker run leaves open', async () => {
    const name = await containerByDockerCli(scope, []);
    expect(await faults(name)).toEqual([
      'capabilities.kept',
      'limit.cpus',
      'limit.memory',
      'limit.pids',
      'network.not-internal',
      'no-new-privileges.missing',
      'root.writable',
      'user.root',
    ]);
    expect((await judge(name)).level).toBe('Weak');
  });

  const mistakes: [string, string[], string[]][] = [
    ['--privileged', ['--privileged'], ['privileged', 'seccomp.unconfined']],
    ['the engine’s socket', ['-v', `${testEngine().socket}:/s`], ['mount.engine-socket']],
    ['the root of the host, read-only', ['-v', '/:/host:ro'], ['mount.engine-socket']],
    ['/etc of the host', ['-v', '/etc:/host-etc:ro'], ['mount.system']],
    ['the host’s processes', ['--pid', 'host'], ['namespace.pid']],
    ['the host’s memory', ['--ipc', 'host'], ['namespace.ipc']],
    ['the host’s name', ['--uts', 'host'], ['namespace.uts']],
    ['SYS_ADMIN', ['--cap-add', 'SYS_ADMIN'], ['capabilities.dangerous']],
    ['NET_RAW', ['--cap-add', 'net_raw'], ['capabilities.kept']],
    ['no seccomp', ['--security-opt', 'seccomp=unconfined'], ['seccomp.unconfined']],
    ['bare kernel paths', ['--security-opt', 'systempaths=unconfined'], ['paths.unmasked']],
    ['a device', ['--device', '/dev/fuse'], ['device']],
    ['unlimited swap', ['--memory-swap', '-1'], ['limit.swap']],
  ];
  it.each(mistakes)('finds %s and nothing else', async (_, options, expected) => {
    const name = await containerByDockerCli(scope, [...(await hardened()), ...options]);
    expect(await faults(name)).toEqual(expected);
  });

  it('finds the host’s network and an open port', async () => {
    const name = await containerByDockerCli(scope, ['--network', 'host']);
    expect(await faults(name)).toContain('network.host');
    const open = await containerByDockerCli(scope, ['-p', '8080', '-p', '127.0.0.1::9090']);
    expect(await faults(open)).toContain('ports.public');
    expect((await judge(open)).findings.map(({ id }) => id)).toContain('ports.loopback');
  });

  it('finds a network that somebody connects later, and that it is gone again', async () => {
    const name = await containerByDockerCli(scope, await hardened());
    await docker('network', 'connect', 'bridge', name);
    expect(await faults(name)).toEqual(['network.not-internal']);
    await docker('network', 'disconnect', 'bridge', name);
    expect(await faults(name)).toEqual([]);
  });

  it('finds an internal network on which the host answers, and neighbours on it', async () => {
    const network = await networkByDockerCli(scope, ['--internal']);
    const name = await containerByDockerCli(scope, await hardened(network));
    await containerByDockerCli(scope, ['--network', network]);
    expect(await faults(name)).toEqual(['network.host-reachable', 'network.neighbours']);
  });
});
