import type { ProbeResult } from '../../contract/isolation.ts';
import { exactSize } from '../../contract/sizes.ts';
import { listed } from '../../lib/listed.ts';
import { capabilitiesInMask } from '../posture/capabilities.ts';
import { mountChecks } from '../posture/posture-mounts.ts';
import {
  type ContainerEvidence,
  fail,
  inconclusive,
  NO_SHELL,
  type Probe,
  pass,
  switchedOff,
} from './verify-evidence.ts';

type Judge = (evidence: ContainerEvidence) => ProbeResult;

const CAPABILITY_SETS = ['CapInh', 'CapPrm', 'CapEff', 'CapBnd', 'CapAmb'];

/**
 * Both values of a line of /proc/PID/status: of the agent's first process from outside, and of a new one from inside.
 */
function views({ inside, outside, tier }: ContainerEvidence, key: string): string[] {
  // Under another kernel, the process outside is the kernel's own program and not the agent's.
  const fromOutside = tier === 'container' ? outside?.get(key) : undefined;
  return [fromOutside, inside?.get(key)].filter((value) => value !== undefined);
}

const seenFrom = (evidence: ContainerEvidence) =>
  evidence.outside && evidence.tier === 'container' ? 'seen from outside and inside' : 'seen from inside';

const capabilities: Judge = (evidence) => {
  const probe = { id: 'capabilities', name: 'Capabilities', expected: 'None, in every set' };
  const masks = CAPABILITY_SETS.flatMap((set) => views(evidence, set));
  if (masks.length === 0) return inconclusive(probe, NO_SHELL);
  const held = [...new Set(masks.flatMap(capabilitiesInMask))].sort();
  if (held.length === 0) return pass(probe, `None, ${seenFrom(evidence)}`);
  const observed = `Holds or can gain ${listed(held.map((name) => name.replace('CAP_', '')))}`;
  return evidence.isolation?.dropAllCapabilities === false
    ? switchedOff(probe, observed)
    : fail(probe, observed);
};

const noNewPrivileges: Judge = (evidence) => {
  const probe = { id: 'no-new-privileges', name: 'No new privileges', expected: 'In force' };
  const values = views(evidence, 'NoNewPrivs');
  if (values.length === 0) return inconclusive(probe, 'The kernel does not tell it here.');
  if (values.every((value) => value === '1')) return pass(probe, `In force, ${seenFrom(evidence)}`);
  return evidence.isolation?.noNewPrivileges === false
    ? switchedOff(probe, 'Not in force.')
    : fail(probe, 'Not in force: set-uid programs raise privileges.');
};

const seccomp: Judge = (evidence) => {
  const probe = { id: 'seccomp', name: 'System call filter', expected: 'In force (mode 2)' };
  if (evidence.tier !== 'container')
    return pass(
      probe,
      `The ${evidence.tier === 'gvisor' ? 'gVisor' : 'microVM'} kernel answers system calls.`,
    );
  const values = views(evidence, 'Seccomp');
  if (values.length === 0) return inconclusive(probe, NO_SHELL);
  return values.every((value) => value === '2')
    ? pass(probe, `Mode 2, ${seenFrom(evidence)}`)
    : fail(probe, `Mode ${values.find((value) => value !== '2')}: no filter.`);
};

const user: Judge = (evidence) => {
  const probe = { id: 'user', name: 'User', expected: 'Not root (uid other than 0)' };
  const line = evidence.inside?.get('Uid') ?? views(evidence, 'Uid')[0];
  if (line === undefined) return inconclusive(probe, NO_SHELL);
  const uids = line.split(/\s+/);
  if (uids.every((uid) => uid !== '0')) return pass(probe, `uid ${uids[0]}`);
  return evidence.isolation?.nonRoot === false ? switchedOff(probe, 'uid 0.') : fail(probe, 'uid 0: root.');
};

const rootFileSystem: Judge = ({ inspect, inside, isolation }) => {
  const probe = { id: 'root', name: 'Write to the root filesystem', expected: 'Refused: read-only' };
  if (isolation?.readOnlyRoot === false) return switchedOff(probe, 'Writable where the user may write.');
  if (!inspect.HostConfig.ReadonlyRootfs) return fail(probe, 'The engine mounted it writable.');
  const written = inside?.get('root.write');
  if (written === undefined) return inconclusive(probe, NO_SHELL);
  return written === 'yes' ? fail(probe, 'A file was written to /.') : pass(probe, 'Refused');
};

/** Judges an attempt inside that must be refused. */
function mustBeRefused(probe: Probe, key: string, program?: string): Judge {
  return ({ inside }) => {
    const value = inside?.get(key);
    if (value === undefined) return inconclusive(probe, NO_SHELL);
    if (value === 'missing') return inconclusive(probe, `The image has no ${program} to try it with.`);
    return value === 'yes' ? fail(probe, 'It worked.') : pass(probe, 'Refused');
  };
}

const kernelSettings = mustBeRefused(
  { id: 'kernel-settings', name: 'Change a kernel setting in /proc/sys', expected: 'Refused' },
  'settings.write',
);
const mounting = mustBeRefused(
  { id: 'mount', name: 'Mount a filesystem', expected: 'Refused' },
  'mount',
  'mount',
);
const namespaces: Judge = (evidence) =>
  // gVisor has its own namespaces, which give no access to the host's kernel.
  evidence.tier === 'container'
    ? mustBeRefused(
        { id: 'namespaces', name: 'Make a user or mount namespace', expected: 'Refused' },
        'unshare',
        'unshare',
      )(evidence)
    : pass(
        {
          id: 'namespaces',
          name: 'Make a user or mount namespace',
          expected: 'Refused by the host’s kernel',
        },
        'Namespaces belong to the tier’s own kernel.',
      );

const devices: Judge = ({ inspect, inside, tier }) => {
  const probe = { id: 'devices', name: 'Devices of the host', expected: 'None, and none can be made' };
  const mapped = (inspect.HostConfig.Devices ?? []).map(({ PathOnHost }) => PathOnHost);
  if (mapped.length > 0) return fail(probe, `Given: ${listed(mapped)}`);
  // Device nodes of another kernel are its own, and lead to no device of the host.
  if (tier !== 'container') return pass(probe, 'None given; the tier’s own kernel has devices of its own.');
  const device = inside?.get('device');
  if (device) return fail(probe, `Found ${device}`);
  if (inside?.get('mknod') === 'yes') return fail(probe, 'A disk’s device node could be made.');
  return inside ? pass(probe, 'None') : inconclusive(probe, NO_SHELL);
};

const kernelFiles: Judge = ({ inspect, inside }) => {
  const probe = { id: 'kernel-files', name: 'Kernel memory and keys in /proc', expected: 'Hidden' };
  if (inspect.HostConfig.MaskedPaths?.length === 0) return fail(probe, 'The engine hides none of them.');
  const files = inside?.get('kernel-file');
  if (files) return fail(probe, `${files} can be read`);
  return inside?.has('kernel-files') ? pass(probe, 'Hidden') : inconclusive(probe, NO_SHELL);
};

const engineSocket: Judge = (evidence) => {
  const probe = { id: 'engine-socket', name: 'Engine socket', expected: 'Not in the container' };
  const mounted = mountChecks
    .flatMap((check) => check(evidence))
    .find(({ id }) => id === 'mount.engine-socket');
  if (mounted) return fail(probe, mounted.title);
  const sockets = evidence.inside?.get('socket');
  // The engine lists every mount, so its report is sufficient.
  return sockets ? fail(probe, `Found at ${sockets}`) : pass(probe, 'No mount leads to it');
};

/** Compares the limit that the kernel enforces with the limit set on the engine. */
function limit(
  probe: Probe,
  requested: number,
  inForce: number | undefined,
  show: (value: number) => string,
): ProbeResult {
  if (requested <= 0) return fail(probe, 'The engine was given no limit.');
  if (inForce === undefined) return inconclusive(probe, 'The control group cannot be read from inside.');
  // The kernel rounds memory to pages and CPU time to microseconds.
  if (Math.abs(inForce - requested) <= requested * 0.01)
    return pass(probe, `${show(inForce)} in the control group`);
  return fail(probe, `${Number.isFinite(inForce) ? show(inForce) : 'No limit'} in the control group`);
}

/** Parses a limit: "max" is cgroup v2's word for no limit, -1 and numbers near 2^63 are v1's. */
function limitNumber(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const value = text.trim() === 'max' ? Number.POSITIVE_INFINITY : Number(text);
  if (Number.isNaN(value)) return undefined;
  return value < 0 || value >= 2 ** 60 ? Number.POSITIVE_INFINITY : value;
}

const memoryLimit: Judge = ({ inspect, inside }) => {
  const requested = inspect.HostConfig.Memory ?? 0;
  const probe = { id: 'limit.memory', name: 'Memory limit in force', expected: exactSize(requested) };
  return limit(probe, requested, limitNumber(inside?.get('limit.memory')), exactSize);
};

const processLimit: Judge = ({ inspect, inside }) => {
  const requested = inspect.HostConfig.PidsLimit ?? 0;
  const probe = { id: 'limit.pids', name: 'Process limit in force', expected: String(requested) };
  return limit(probe, requested, limitNumber(inside?.get('limit.pids')), String);
};

const cpuLimit: Judge = ({ inspect, inside }) => {
  const { NanoCpus = 0, CpuQuota = 0, CpuPeriod } = inspect.HostConfig;
  const requested = NanoCpus > 0 ? NanoCpus / 1e9 : CpuQuota / (CpuPeriod || 100_000);
  const [quota, period] = inside?.get('limit.cpu-max')?.split(' ') ?? [
    inside?.get('limit.cpu-quota'),
    inside?.get('limit.cpu-period'),
  ];
  const used = limitNumber(quota);
  const inForce = used === undefined ? undefined : used / (limitNumber(period) ?? 100_000);
  const probe = { id: 'limit.cpus', name: 'CPU limit in force', expected: cpusLabel(requested) };
  return limit(probe, requested, inForce, cpusLabel);
};

const judges: readonly Judge[] = [
  capabilities,
  noNewPrivileges,
  seccomp,
  user,
  rootFileSystem,
  kernelSettings,
  mounting,
  namespaces,
  devices,
  kernelFiles,
  engineSocket,
  memoryLimit,
  processLimit,
  cpuLimit,
];

/** Judges the probes of the container itself. Pure. */
export function judgeContainer(evidence: ContainerEvidence): ProbeResult[] {
  return judges.map((judge) => judge(evidence));
}

function cpusLabel(cpus: number): string {
  const rounded = Math.round(cpus * 100) / 100;
  return rounded === 1 ? '1 CPU' : `${rounded} CPUs`;
}
