import type { HostConfig } from '../docker/api.ts';

/** Docker's default capabilities (moby, `oci/caps/defaults.go`). */
const DOCKER_DEFAULT = [
  'CAP_AUDIT_WRITE',
  'CAP_CHOWN',
  'CAP_DAC_OVERRIDE',
  'CAP_FOWNER',
  'CAP_FSETID',
  'CAP_KILL',
  'CAP_MKNOD',
  'CAP_NET_BIND_SERVICE',
  'CAP_NET_RAW',
  'CAP_SETFCAP',
  'CAP_SETGID',
  'CAP_SETPCAP',
  'CAP_SETUID',
  'CAP_SYS_CHROOT',
];

/** Not among Podman's defaults (containers.conf(5), `default_capabilities`). */
const NOT_IN_PODMAN = ['CAP_AUDIT_WRITE', 'CAP_MKNOD', 'CAP_NET_RAW'];

/** Indexed by kernel number (linux/capability.h), so that the index is the bit in `/proc/PID/status`. */
const ALL_CAPABILITIES = [
  'CAP_CHOWN',
  'CAP_DAC_OVERRIDE',
  'CAP_DAC_READ_SEARCH',
  'CAP_FOWNER',
  'CAP_FSETID',
  'CAP_KILL',
  'CAP_SETGID',
  'CAP_SETUID',
  'CAP_SETPCAP',
  'CAP_LINUX_IMMUTABLE',
  'CAP_NET_BIND_SERVICE',
  'CAP_NET_BROADCAST',
  'CAP_NET_ADMIN',
  'CAP_NET_RAW',
  'CAP_IPC_LOCK',
  'CAP_IPC_OWNER',
  'CAP_SYS_MODULE',
  'CAP_SYS_RAWIO',
  'CAP_SYS_CHROOT',
  'CAP_SYS_PTRACE',
  'CAP_SYS_PACCT',
  'CAP_SYS_ADMIN',
  'CAP_SYS_BOOT',
  'CAP_SYS_NICE',
  'CAP_SYS_RESOURCE',
  'CAP_SYS_TIME',
  'CAP_SYS_TTY_CONFIG',
  'CAP_MKNOD',
  'CAP_LEASE',
  'CAP_AUDIT_WRITE',
  'CAP_AUDIT_CONTROL',
  'CAP_SETFCAP',
  'CAP_MAC_OVERRIDE',
  'CAP_MAC_ADMIN',
  'CAP_SYSLOG',
  'CAP_WAKE_ALARM',
  'CAP_BLOCK_SUSPEND',
  'CAP_AUDIT_READ',
  'CAP_PERFMON',
  'CAP_BPF',
  'CAP_CHECKPOINT_RESTORE',
];

/** Capabilities with which a process can take over the host, its kernel or its network. */
export const HOST_TAKING_CAPABILITIES = [
  'CAP_SYS_ADMIN',
  'CAP_SYS_MODULE',
  'CAP_SYS_RAWIO',
  'CAP_SYS_PTRACE',
  'CAP_SYS_BOOT',
  'CAP_SYS_TIME',
  'CAP_DAC_READ_SEARCH',
  'CAP_NET_ADMIN',
  'CAP_BPF',
  'CAP_PERFMON',
  'CAP_SYSLOG',
  'CAP_MAC_ADMIN',
  'CAP_MAC_OVERRIDE',
  'CAP_AUDIT_CONTROL',
  'CAP_CHECKPOINT_RESTORE',
];

/** Normalises the spelling: "net_admin", "NET_ADMIN" and "CAP_NET_ADMIN" are one capability. */
function canonical(name: string): string {
  const upper = name.toUpperCase();
  return upper === 'ALL' || upper.startsWith('CAP_') ? upper : `CAP_${upper}`;
}

/** Normalises and sorts the added or dropped capabilities. */
export function canonicalCapabilities(names: readonly string[] | null | undefined): string[] {
  return [...new Set((names ?? []).map(canonical))].sort();
}

/**
 * The largest set that a process in the container can hold: the engine's defaults plus the added ones minus the dropped
 * ones (moby, `oci/caps/utils.go`: with ALL on one side, only the other side's names count). Sorted, with `CAP_`.
 */
export function capabilitiesOf(host: HostConfig, isPodman: boolean): string[] {
  if (host.Privileged) return [...ALL_CAPABILITIES].sort();
  const added = canonicalCapabilities(host.CapAdd);
  const dropped = canonicalCapabilities(host.CapDrop);
  const byDefault = DOCKER_DEFAULT.filter((name) => !(isPodman && NOT_IN_PODMAN.includes(name)));
  if (added.includes('ALL')) return ALL_CAPABILITIES.filter((name) => !dropped.includes(name)).sort();
  const base = dropped.includes('ALL') ? [] : byDefault.filter((name) => !dropped.includes(name));
  return [...new Set([...base, ...added])].sort();
}

/** Names of the bits in a hexadecimal mask from `/proc/PID/status`; bits without a name become "bit N". */
export function capabilitiesInMask(mask: string): string[] {
  const bits = BigInt(`0x${mask}`).toString(2).split('').reverse();
  return bits
    .flatMap((bit, index) => (bit === '1' ? [ALL_CAPABILITIES[index] ?? `bit ${index}`] : []))
    .sort();
}
