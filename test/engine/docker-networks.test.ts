import { describe, expect, it, onTestFinished } from 'vitest';
import { createDockerEngine } from '../../electron/engine/docker/adapter.ts';
import { isSubnetTaken } from '../../electron/engine/docker/errors.ts';
import { testEndpoint } from '../harness/engine/docker-endpoint.ts';
import { engineContract, failure } from '../harness/engine/engine-contract.ts';

/** The contract of `Engine` on a real engine. */
const { engine, labels, filters, runContainer } = engineContract('networks');

describe('networks and volumes', () => {
  const subnet = '10.213.77.0/29';
  const body = (Name: string) => ({
    Name,
    Driver: 'bridge' as const,
    Internal: true,
    EnableIPv6: false,
    IPAM: { Config: [{ Subnet: subnet }] },
    Options: { 'com.docker.network.bridge.inhibit_ipv4': 'true' },
    Labels: labels,
  });

  it('networks connect and disconnect containers', async () => {
    const id = await engine.createNetwork(body('contract-net'));
    const container = await runContainer();
    await engine.connectNetwork(id, container, { address: '10.213.77.3', aliases: ['gateway'] });
    const network = await engine.inspectNetwork(id);
    expect(network).toMatchObject({ Internal: true, EnableIPv6: false, Labels: labels });
    expect(Object.values(network.Containers ?? {})[0]?.IPv4Address).toBe('10.213.77.3/29');
    expect(await failure(engine.removeNetwork(id))).toMatchObject({ type: 'conflict' });
    await engine.disconnectNetwork(id, container);
    await engine.removeNetwork(id);
    // The removal of what is gone is no error.
    await engine.removeNetwork(id);
    expect(await failure(engine.inspectNetwork(id))).toMatchObject({ type: 'not-found' });
  });

  it('networks say when the name or the subnet is taken', async () => {
    await engine.createNetwork(body('contract-one'));
    const second = engine.createNetwork(body('contract-two'));
    expect(await failure(second)).toMatchObject({ type: 'network-error' });
    expect(isSubnetTaken(await second.catch((error: unknown) => error))).toBe(true);
    const same = engine.createNetwork({
      ...body('contract-one'),
      IPAM: { Config: [{ Subnet: '10.213.78.0/29' }] },
    });
    expect(await failure(same)).toMatchObject({ type: 'name-taken' });
  });

  it('volumes are made, measured, listed and removed', async () => {
    await engine.createVolume({ Name: 'contract-volume', Labels: labels });
    expect(await engine.inspectVolume('contract-volume')).toMatchObject({
      Name: 'contract-volume',
      Labels: labels,
    });
    expect((await engine.listVolumes(filters)).map(({ Name }) => Name)).toEqual(['contract-volume']);
    expect((await engine.volumeSizes()).get('contract-volume')).toBe(0);
    await engine.removeVolume('contract-volume');
    // The removal of what is gone is no error.
    await engine.removeVolume('contract-volume');
    expect(await failure(engine.inspectVolume('contract-volume'))).toMatchObject({ type: 'not-found' });
  });

  it('measures while it measures for somebody else, whom it may have lost meanwhile', async () => {
    await engine.createVolume({ Name: 'contract-volume', Labels: labels });
    const other = createDockerEngine(testEndpoint());
    onTestFinished(() => other.close());
    const cancelled = new AbortController();
    const abandoned = other.diskUsage({ signal: cancelled.signal });
    const requests = [engine.diskUsage(), other.diskUsage(), engine.diskUsage()];
    cancelled.abort();
    expect(await failure(abandoned)).toMatchObject({ type: 'cancelled' });
    for (const { Volumes } of await Promise.all(requests)) {
      expect(Volumes?.map(({ Name }) => Name)).toContain('contract-volume');
    }
    await engine.removeVolume('contract-volume');
    expect((await engine.volumeSizes()).has('contract-volume')).toBe(false);
  });
});
