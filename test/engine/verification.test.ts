import { describe, expect, it } from 'vitest';
import { AppFailure } from '../../electron/contract/error.ts';
import { verifyIsolation } from '../../electron/engine/verification/verify.ts';
import { failed, verifiedContainers } from '../harness/agents/verification-fixture.ts';
import { isolated } from '../harness/agents/verified-containers.ts';
import { docker } from '../harness/engine/docker-cli.ts';

const containers = verifiedContainers();

describe('verification of a sandbox that holds', () => {
  it.each(['busybox:stable', 'debian:bookworm-slim', 'node:24-slim'])(
    'finds no failure in %s',
    async (image) => {
      const probes = await containers().verify(await containers().make([], isolated, image));
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
        'engine-api',
      ]) {
        expect(probes.get(id), id).toMatchObject({ verdict: 'pass' });
      }
    },
  );

  it('finds no failure under gVisor, whose kernel answers in the host’s place', async ({ skip }) => {
    if (!containers().facts.runtimes.some(({ name }) => name === 'runsc')) skip('no gVisor on this engine');
    const gvisor = ['--runtime', 'runsc', '--memory', '512m', '--memory-swap', '512m'];
    const name = await containers().make(gvisor, isolated, 'node:24-slim');
    const probes = await containers().verify(name);
    expect(failed(probes)).toEqual([]);
    for (const id of ['capabilities', 'seccomp', 'bridge', 'public', 'metadata']) {
      expect(probes.get(id), id).toMatchObject({ verdict: 'pass' });
    }
    expect((await containers().engine.inspectContainer(name)).State.Running).toBe(true);
    const plain = await containers().make(gvisor);
    expect((await containers().verify(plain)).get('public')?.verdict).toBe('inconclusive');
    expect((await containers().engine.inspectContainer(plain)).State.Running).toBe(true);
  });

  it('says what it cannot try', async () => {
    const probes = await containers().verify(await containers().make());
    expect(probes.get('others')?.verdict).toBe('inconclusive');
    expect(probes.get('gateway.private')?.verdict).toBe('inconclusive');
    // On engines before 25 an internal network asks the host's name servers.
    expect(probes.get('dns')?.verdict).toBe('inconclusive');
  });

  it('finds neighbours unreachable on networks of their own', async () => {
    const neighbour = await containers().make();
    const probes = await containers().verify(await containers().make(), neighbour);
    expect(probes.get('others')).toMatchObject({ verdict: 'pass' });
  });
});

it('refuses an agent that does not run, and offers to start it', async () => {
  const name = await containers().make();
  await docker('stop', '-t', '0', name);
  const refused = await containers()
    .verify(name)
    .catch((error: unknown) => error);
  expect(refused).toBeInstanceOf(AppFailure);
  expect((refused as AppFailure).error).toMatchObject({
    type: 'not-running',
    actions: [{ kind: 'start-agent' }],
  });
});

it('leaves no listener behind, also when it is cancelled', async () => {
  const controller = new AbortController();
  const name = await containers().make();
  const running = verifyIsolation(
    await containers().deps(name),
    name,
    () => controller.abort(),
    controller.signal,
  );
  await expect(running).rejects.toMatchObject({ error: { type: 'cancelled' } });
  expect(await docker('ps', '-aq', '--filter', 'label=dev.bulkhead.role=canary')).toBe('');
});
