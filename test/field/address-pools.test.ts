import { expect, it } from 'vitest';
import { AppFailure } from '../../electron/contract/error.ts';
import type { NetworkInspect } from '../../electron/engine/docker/api.ts';
import type { Engine } from '../../electron/engine/docker/engine.ts';
import { egressNetwork } from '../../electron/engine/egress/gateway/gateway-plan.ts';
import { createOnFreeSubnet } from '../../electron/engine/networks/internal-network.ts';
import { networkOwners } from '../../electron/engine/networks/network-owners.ts';
import { EGRESS_NETWORK } from '../../electron/engine/objects/gateway-names.ts';

const network = (Name: string, Labels: Record<string, string> = {}) =>
  ({ Name, Labels }) as unknown as NetworkInspect;
const project = (name: string) => network(`${name}_default`, { 'com.docker.compose.project': name });
const networks = [
  ...['bridge', 'host', 'none'].map((name) => network(name)),
  ...[network('bulkhead-a', { 'dev.bulkhead.role': 'network' }), project('shop'), project('shop')],
  ...[project('blog'), network('kind')],
];

const refusing = (raw: string, tried: string[]) =>
  ({
    createNetwork: async ({ IPAM }: { IPAM?: { Config: { Subnet: string }[] } }) => {
      tried.push(IPAM?.Config[0]?.Subnet ?? 'a pool of the engine');
      throw new AppFailure({ type: 'network-error', message: 'There is no free subnet.', raw });
    },
    listNetworks: async () => networks,
  }) as unknown as Engine;

const create = (engine: Engine) =>
  createOnFreeSubnet(engine, { seed: EGRESS_NETWORK, usedSubnets: [] }, (subnet) =>
    engine.createNetwork(egressNetwork(subnet)),
  );

// First reported as https://github.com/docker/for-linux/issues/599.
it('the gateway’s own network takes a subnet of ours, and another one where that is taken', async () => {
  const tried: string[] = [];
  await expect(
    create(refusing('Pool overlaps with other one on this address space', tried)),
  ).rejects.toThrow();
  expect(new Set(tried).size).toBe(8);
  expect(tried.every((subnet) => /^10\.201\..*\/29$/.test(subnet))).toBe(true);
});

it('a failure for lack of subnets says how many networks there are, and whose', async () => {
  const words =
    'The engine has 8 networks: 1 of Bulkhead, 2 of the Compose project “shop”, 1 of the Compose project “blog”, 1 of others.';
  expect(networkOwners(networks)).toBe(words);
  const exhausted = refusing('could not find an available, non-overlapping IPv4 address pool', []);
  await expect(create(exhausted)).rejects.toThrow(`There is no free subnet. ${words}`);
  const many = ['a', 'b', 'c', 'd', 'e', 'f'].map(project);
  expect(networkOwners(many)).toMatch(/6 networks: .*, 2 of 2 more Compose projects\.$/);
  expect(networkOwners([])).toBe('The engine has 0 networks.');
});
