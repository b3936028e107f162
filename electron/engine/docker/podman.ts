import type { ContainerInspect } from './api.ts';

/** The only runtime that Podman's API of Docker names, whatever runs its containers. */
const PODMAN_RUNTIME = 'oci';
/** Names of the network that a container is on when it asked for none. */
const DEFAULT_NETWORKS = ['bridge', 'podman'];

/**
 * A container as Docker would report it. Podman says of each container on networks of the bridge driver that its mode is
 * `bridge`, where Docker has the name of the network that it was made on.
 */
export function withNetworkMode(inspect: ContainerInspect): ContainerInspect {
  const { HostConfig: host, NetworkSettings: settings } = inspect;
  if (host.Runtime !== PODMAN_RUNTIME || host.NetworkMode !== 'bridge') return inspect;
  const names = Object.keys(settings.Networks ?? {});
  const [name] = names;
  if (name === undefined || names.some((each) => DEFAULT_NETWORKS.includes(each))) return inspect;
  return { ...inspect, HostConfig: { ...host, NetworkMode: name } };
}
