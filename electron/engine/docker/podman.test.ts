import { expect, it } from 'vitest';
import type { ContainerInspect } from './api.ts';
import { withNetworkMode } from './podman.ts';

const inspect = (runtime: string, mode: string, networks: string[]) =>
  ({
    HostConfig: { Runtime: runtime, NetworkMode: mode },
    NetworkSettings: { Networks: Object.fromEntries(networks.map((name) => [name, {}])) },
  }) as unknown as ContainerInspect;

it.each([
  ['Podman’s container on a network of its own', 'oci', 'bridge', ['own'], 'own'],
  ['Podman’s container on the usual network', 'oci', 'bridge', ['podman'], 'bridge'],
  ['one that is on both', 'oci', 'bridge', ['own', 'bridge'], 'bridge'],
  ['one without a network', 'oci', 'none', [], 'none'],
  ['Docker’s container that left the usual network', 'runc', 'bridge', ['own'], 'bridge'],
])('names the network of %s', (_what, runtime, mode, networks, expected) => {
  expect(withNetworkMode(inspect(runtime, mode, networks)).HostConfig.NetworkMode).toBe(expected);
});
