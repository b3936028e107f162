import { createHash } from 'node:crypto';
import { AppFailure } from '../../contract/error.ts';

/** An agent's own /29: the bridge's address, the gateway's, the agent's, and three spare. */
export interface Subnet {
  cidr: string;
  bridgeAddress: string;
  gatewayAddress: string;
  agentAddress: string;
}

/**
 * Rarely used elsewhere; the later pools are for hosts whose VPN or LAN overlaps the first. Each /16 holds 8192 agents.
 */
const POOLS = ['10.201.0.0/16', '172.29.0.0/16', '192.168.208.0/20'];
const SUBNET_BITS = 29;
const SUBNET_SIZE = 8;
/** Room for 253 agents of one group. */
export const GROUP_SUBNET_BITS = 24;

interface Range {
  first: number;
  last: number;
}

function toNumber(address: string): number | undefined {
  const parts = address.split('.').map(Number);
  if (parts.length !== 4 || parts.some((part) => !Number.isInteger(part) || part < 0 || part > 255))
    return undefined;
  return parts.reduce((sum, part) => sum * 256 + part, 0);
}

function toAddress(value: number): string {
  return [24, 16, 8, 0].map((shift) => Math.floor(value / 2 ** shift) % 256).join('.');
}

/** Undefined for anything but an IPv4 network (IPv6, invalid text), which cannot overlap ours. */
function toRange(cidr: string): Range | undefined {
  const [address = '', bits = '32'] = cidr.split('/');
  const value = toNumber(address);
  if (value === undefined) return undefined;
  const size = 2 ** (32 - Number(bits));
  const first = value - (value % size);
  return { first, last: first + size - 1 };
}

/**
 * Chooses a free subnet of an agent (/29) or a group. `seed` (an agent's id, a group's name) determines the start of the
 * search, so that two hosts or two parallel creations rarely try the same one. `usedSubnets`: networks in CIDR notation.
 * Throws `network-error` when every pool is full.
 */
export function chooseSubnet(seed: string, usedSubnets: readonly string[], bits = SUBNET_BITS): Subnet {
  const subnetSize = 2 ** (32 - bits);
  const ranges = usedSubnets.map(toRange).filter((range) => range !== undefined);
  const hash = createHash('sha256').update(seed).digest().readUInt32BE();
  for (const pool of POOLS.map(toRange)) {
    if (!pool) continue;
    const count = (pool.last - pool.first + 1) / subnetSize;
    const near = ranges.filter((range) => range.first <= pool.last && range.last >= pool.first);
    for (let tried = 0; tried < count; tried++) {
      const first = pool.first + ((hash + tried) % count) * subnetSize;
      const last = first + subnetSize - 1;
      if (!near.some((range) => range.first <= last && range.last >= first)) return subnetAt(first, bits);
    }
  }
  throw new AppFailure({
    type: 'network-error',
    message: 'There is no free subnet left for another network. Remove agents or networks that nothing uses.',
    actions: [{ kind: 'retry', label: 'Retry' }],
  });
}

function subnetAt(first: number, bits: number): Subnet {
  return {
    cidr: `${toAddress(first)}/${bits}`,
    bridgeAddress: toAddress(first + 1),
    gatewayAddress: toAddress(first + 2),
    agentAddress: toAddress(first + 3),
  };
}

/** The subnet of an existing network; undefined when it is not one of ours. */
export function subnetOf(cidr: string | undefined): Subnet | undefined {
  const range = cidr === undefined ? undefined : toRange(cidr);
  return range && range.last - range.first + 1 >= SUBNET_SIZE
    ? { ...subnetAt(range.first, SUBNET_BITS), cidr: cidr ?? '' }
    : undefined;
}
