import type { EgressMode } from '../../contract/egress-mode.ts';
import { METADATA } from '../../contract/verification-host.ts';
import type { ContainerInspect, NetworkInspect } from '../docker/api.ts';
import type { Canary } from './verify-canary.ts';
import { type DoorTrial, doorTargets } from './verify-doors.ts';
import { type McpTrial, mcpTargets } from './verify-mcp.ts';
import type { Target } from './verify-targets.ts';

/** Well-known public services: none of them may answer, in any egress mode, without the gateway in between. */
const PUBLIC: readonly [string, number][] = [
  ['1.1.1.1', 443],
  ['8.8.8.8', 443],
  ['9.9.9.9', 853],
  ['140.82.121.4', 22],
];
/** Public servers that answer QUIC. */
const QUIC = ['1.1.1.1', '8.8.8.8'];
/** Where Docker Desktop answers with the engine's API (CVE-2025-9074: containers reached it). */
const ENGINE_API: readonly [string, number] = ['192.168.65.7', 2375];
export const PUBLIC_RESOLVER = '8.8.8.8';
/** A port without a listener: its refusal is an answer too. */
export const CLOSED_PORT = 1;
const MAXIMUM_HOST_ADDRESSES = 12;

/** The network that the attempts run against. */
export interface NetworkSetting {
  inspect: ContainerInspect;
  networks: readonly NetworkInspect[];
  canary: Canary | undefined;
  /** Address of the agent's proxy, if it has one. */
  gateway: { host: string; port: number } | undefined;
  mode: EgressMode | undefined;
  /** Addresses of other agents, and of the gateway on other agents' networks. */
  others: readonly { name: string; address: string; port: number; isPeer: boolean }[];
  /** The group that the person chose for the agent. */
  group: string | null;
  /** Absent where this host answers no programs. */
  doors?: DoorTrial | undefined;
  /** Absent where this host serves no agents. */
  mcp?: McpTrial | undefined;
  /** A host name that no program has requested before. */
  name: string;
}

const connectRequest = (authority: string) => `CONNECT ${authority} HTTP/1.1\r\nHost: ${authority}\r\n\r\n`;

/**
 * The host's addresses on the agent's networks. An engine started for the first time reports the gateway of its default
 * bridge only in the container, not in the network (20.10); an internal network reports it only in the network.
 */
function bridgeAddresses({ inspect, networks }: NetworkSetting): string[] {
  const ofNetworks = networks.flatMap(({ IPAM }) => (IPAM.Config ?? []).map(({ Gateway }) => Gateway));
  const ofEndpoints = Object.values(inspect.NetworkSettings.Networks).map(({ Gateway }) => Gateway);
  return [...new Set([...ofNetworks, ...ofEndpoints].flatMap((address) => address || []))];
}

/** Builds all attempts from inside, with keys for `judgeNetwork`. Pure. */
export function networkTargets(setting: NetworkSetting): Target[] {
  const { canary, doors, gateway, mcp, others } = setting;
  const port = canary?.port ?? CLOSED_PORT;
  const plain = (key: string, host: string, at: number): Target => ({ key, host, port: at, payload: '' });
  const bridges = bridgeAddresses(setting);
  const hosts = (canary?.addresses ?? []).filter((address) => !bridges.includes(address));
  return [
    plain('control', '127.0.0.1', CLOSED_PORT),
    ...bridges.map((address) => plain(`bridge ${address}`, address, port)),
    ...hosts.slice(0, MAXIMUM_HOST_ADDRESSES).map((address) => plain(`host ${address}`, address, port)),
    ...[...bridges, ...hosts].slice(0, MAXIMUM_HOST_ADDRESSES).map(
      (address): Target => ({
        ...plain(`udp ${address}`, address, port),
        datagram: 'plain',
      }),
    ),
    ...QUIC.map((address): Target => ({ ...plain(`quic ${address}:443`, address, 443), datagram: 'quic' })),
    plain('host-name', 'host.docker.internal', port),
    plain('metadata', METADATA, 80),
    plain('engine-api', ...ENGINE_API),
    ...PUBLIC.map(([host, at]) => plain(`public ${host}:${at}`, host, at)),
    plain('ipv6', '2606:4700:4700::1111', 443),
    ...(doors ? doorTargets(doors, [...bridges, ...hosts].slice(0, MAXIMUM_HOST_ADDRESSES), gateway) : []),
    ...(mcp ? mcpTargets(mcp, gateway) : []),
    ...others.map(({ name, address, port, isPeer }) =>
      plain(`${isPeer ? 'peer' : 'other'} ${name} ${address}`, address, port),
    ),
    ...(gateway
      ? [
          { key: 'gateway.unlisted', ...gateway, payload: connectRequest(`${setting.name}:443`) },
          { key: 'gateway.private', ...gateway, payload: connectRequest(`${METADATA}:80`) },
        ]
      : []),
  ];
}
