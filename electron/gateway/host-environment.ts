import { Resolver } from 'node:dns/promises';
import { networkInterfaces } from 'node:os';
import { performance } from 'node:perf_hooks';
import { GATEWAY_PORT } from '../contract/gateway-port.ts';
import { type AddressKind, classifyAddress } from './addresses.ts';

/** The gateway's view of the machine; tests replace the internet with loopback servers. */
export interface HostEnvironment {
  /** Epoch milliseconds, for the audit only. They may jump, so deadlines never use them. */
  wallMs(): number;
  /** Monotonic milliseconds. */
  monotonicMs(): number;
  /** All addresses of a host. Rejects when there are none. */
  resolve(host: string): Promise<readonly string[]>;
  classify(address: string): AddressKind;
  /**
   * The gateway's own addresses, outside and inside, with their netmasks. `fresh` reads them now, because the gateway
   * just joined a network; otherwise they may be slightly out of date.
   */
  ownAddresses(fresh?: boolean): ReadonlyMap<string, string>;
  readonly proxyPort: number;
  readonly dnsPort: number;
  /** The time that a slow client has for a request's head, for a TLS handshake, and for a tunnel's first bytes. */
  readonly clientTimeoutMs: number;
}

/** 3 seconds and 2 tries: a person still takes this for slow and not for broken. */
const RESOLVE_TIMEOUT_MS = 3_000;
const OWN_ADDRESSES_FRESH_MS = 2_000;

/** The container's own environment: its resolver (Docker's embedded one or the host's) and its interfaces. */
export function containerEnvironment(): HostEnvironment {
  const resolver = new Resolver({ timeout: RESOLVE_TIMEOUT_MS, tries: 2 });
  let ownAddresses: ReadonlyMap<string, string> = new Map();
  let ownReadAt = Number.NEGATIVE_INFINITY;
  const monotonicMs = () => performance.now();
  return {
    wallMs: () => Date.now(),
    monotonicMs,
    // IPv4 comes first, and IPv6 only where there is no IPv4: egress networks rarely have IPv6, and every answer is
    // checked.
    resolve: (host) => resolver.resolve4(host).catch(() => resolver.resolve6(host)),
    classify: classifyAddress,
    ownAddresses: (fresh = false) => {
      if (fresh || monotonicMs() - ownReadAt > OWN_ADDRESSES_FRESH_MS) {
        ownAddresses = readOwnAddresses();
        ownReadAt = monotonicMs();
      }
      return ownAddresses;
    },
    proxyPort: GATEWAY_PORT,
    dnsPort: 53,
    clientTimeoutMs: 15_000,
  };
}

function readOwnAddresses(): ReadonlyMap<string, string> {
  const entries = Object.values(networkInterfaces()).flatMap((list) => list ?? []);
  return new Map(entries.map((entry) => [entry.address, entry.netmask]));
}
