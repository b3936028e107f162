/** Keeps the host's address off a network's bridge. */
export const INHIBIT_HOST_ADDRESS = 'com.docker.network.bridge.inhibit_ipv4';
const GATEWAY_MODE = 'com.docker.network.bridge.gateway_mode_ipv4';

/** Whether the network's bridge has no address of the host. */
export function hidesHost({ Options }: { Options: Record<string, string> | null }): boolean {
  return Options?.[INHIBIT_HOST_ADDRESS] === 'true' || Options?.[GATEWAY_MODE] === 'isolated';
}
