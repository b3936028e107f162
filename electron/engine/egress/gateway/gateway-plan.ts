import { createHash } from 'node:crypto';
import { MIB } from '../../../contract/agent-spec.ts';
import type { ContainerCreate, NetworkCreate } from '../../docker/api.ts';
import { EGRESS_NETWORK, GATEWAY_ALIAS } from '../../objects/gateway-names.ts';
import { ROLE_LABEL, VERSION_LABEL } from '../../objects/labels.ts';
import type { Subnet } from '../../objects/subnet.ts';

/** Changes whenever the program or its base does: an older gateway is replaced. */
export function gatewayVersion(program: Uint8Array, dockerfile: string, base: string): string {
  return createHash('sha256').update(program).update(dockerfile).update(base).digest('hex').slice(0, 12);
}

export function gatewayImage(version: string): string {
  return `bulkhead/gateway:${version}`;
}

/**
 * The only network with a way out. Its members cannot reach each other. It has a subnet of ours, because the engine's own
 * pools run out after some 30 networks.
 */
export function egressNetwork(subnet: Pick<Subnet, 'cidr' | 'bridgeAddress'>): NetworkCreate {
  return {
    Name: EGRESS_NETWORK,
    Driver: 'bridge',
    Internal: false,
    EnableIPv6: false,
    CheckDuplicate: true,
    IPAM: { Config: [{ Subnet: subnet.cidr, Gateway: subnet.bridgeAddress }] },
    Options: { 'com.docker.network.bridge.enable_icc': 'false' },
    Labels: { [ROLE_LABEL]: 'gateway' },
  };
}

/**
 * The gateway's container: without capabilities, read-only, limited, and without forwarding between its networks. It
 * restarts with the engine and then refuses everything until an app sends policies.
 */
export function gatewayContainer(version: string): ContainerCreate {
  return {
    Image: gatewayImage(version),
    Hostname: GATEWAY_ALIAS,
    User: '65534:65534',
    Labels: { [ROLE_LABEL]: 'gateway', [VERSION_LABEL]: version },
    OpenStdin: true,
    StdinOnce: false,
    Tty: false,
    HostConfig: {
      NetworkMode: EGRESS_NETWORK,
      ReadonlyRootfs: true,
      CapDrop: ['ALL'],
      SecurityOpt: ['no-new-privileges'],
      Init: true,
      Memory: 256 * MIB,
      MemorySwap: 256 * MIB,
      PidsLimit: 128,
      RestartPolicy: { Name: 'unless-stopped' },
      // The first prevents forwarding, which would connect agents with each other. The second allows port 53 without a
      // capability.
      Sysctls: { 'net.ipv4.ip_forward': '0', 'net.ipv4.ip_unprivileged_port_start': '53' },
      // The output is the control channel: records without secrets. Only a little of it needs to stay on disk.
      LogConfig: { Type: 'json-file', Config: { 'max-size': '1m', 'max-file': '1' } },
    },
  };
}
