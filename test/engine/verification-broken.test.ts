import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { Doors } from '../../electron/engine/verification/doors.ts';
import { failed, verifiedContainers } from '../harness/agents/verification-fixture.ts';
import { isolated } from '../harness/agents/verified-containers.ts';
import { containerByDockerCli, docker } from '../harness/engine/docker-cli.ts';
import { testEngine } from '../harness/engine/engine.ts';

const containers = verifiedContainers();

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
    expect(failed(await containers().verify(await containers().make(wrong)))).toEqual(expected);
  });

  it('fails for a network that leads outside', async () => {
    const name = await containers().make();
    await docker('network', 'connect', 'bridge', name);
    // Who answers at Docker Desktop's own address depends on the network of the machine.
    const wrong = failed(await containers().verify(name)).filter((id) => id !== 'engine-api');
    expect(wrong).toEqual(['networks', 'bridge', 'host', 'metadata', 'public', 'direct-dns']);
    await docker('network', 'disconnect', 'bridge', name);
    expect(failed(await containers().verify(name))).toEqual([]);
  });

  it('fails for an internal network on which the host answers', async () => {
    const probes = await containers().verify(await containers().make([], ['--internal'], 'node:24-slim'));
    // Engine 20.10 leaves a default route, so every address of the host answers.
    const all = containers().facts.version.startsWith('20.10');
    expect(failed(probes)).toEqual(all ? ['bridge', 'host', 'udp'] : ['bridge', 'udp']);
    expect(probes.get('networks')?.verdict).toBe('pass');
  });

  it('fails for a gateway that forwards, and nothing else', async () => {
    const agent = await containers().make();
    const network = await containers().networkOf(agent);
    const gateway = async (forward: string) =>
      await containerByDockerCli(
        containers().scope,
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
    expect((await containers().verify(agent)).get('gateway.forwarding')?.verdict).toBe('pass');
    await docker('rm', '-f', good);
    await gateway('1');
    expect(failed(await containers().verify(agent))).toEqual(['gateway.forwarding']);
  });

  it('fails for a mount of the folder with the app’s socket, and nothing else', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'bulkhead-doors-'));
    containers().scope.add(() => rmSync(folder, { recursive: true }));
    const doors = new Doors(folder);
    const name = await containers().make(['-v', `${folder}:/work`]);
    expect(failed(await containers().verifyWith({ doors }, name))).toEqual(['doors']);
    const other = await containers().verifyWith({ doors: new Doors(`${folder}/below-it`) }, name);
    expect(other.get('doors')?.verdict).toBe('fail');
    const unrelated = await containers().verifyWith({ doors: new Doors('/elsewhere') }, name);
    expect(failed(unrelated)).toEqual([]);
  });

  it('fails for an API that answers an agent at the host’s address', async () => {
    const port = 3_217;
    const doors = new Doors(undefined);
    doors.add({ host: '127.0.0.1', port, tls: true });
    const serve = `require('http').createServer((q, a) => a.writeHead(401).end()).listen(${port}, '0.0.0.0')`;
    const options = ['--network', 'host'];
    await containerByDockerCli(containers().scope, options, ['node', '-e', serve], 'node:24-slim');
    const open = await containers().make([], ['--internal'], 'node:24-slim');
    const reached = async (name: string) =>
      (await containers().verifyWith({ doors }, name)).get('doors')?.verdict;
    await expect.poll(() => reached(open)).toBe('fail');
    expect(await reached(await containers().make([], isolated, 'node:24-slim'))).toBe('pass');
  });

  it('fails for an agent on another’s network', async () => {
    const neighbour = await containers().make();
    const name = await containers().make();
    const network = await containers().networkOf(neighbour);
    await docker('network', 'connect', network, name);
    expect(failed(await containers().verify(name, neighbour))).toEqual(['networks', 'others']);
    await docker('network', 'disconnect', network, name);
  });
});
