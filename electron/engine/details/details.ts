import type { AgentDetails } from '../../contract/details.ts';
import type { EngineFacts } from '../../contract/engine.ts';
import { exactSize } from '../../contract/sizes.ts';
import type { ContainerInspect, HostConfig, NetworkInspect } from '../docker/api.ts';
import type { ImageInspect } from '../docker/image-api.ts';
import { SPEC_LABEL } from '../objects/labels.ts';
import { canonicalCapabilities, capabilitiesOf } from '../posture/capabilities.ts';
import { seccompInForce } from '../seccomp/seccomp.ts';

type Limits = AgentDetails['limits'];

function mountsOf({ Mounts, HostConfig }: ContainerInspect): AgentDetails['mounts'] {
  const listed = Mounts.map((mount) => ({
    kind: mount.Type,
    source: mount.Name ?? mount.Source,
    target: mount.Destination,
    readOnly: !mount.RW,
    // Omits the engine's defaults: private propagation, and its SELinux relabelling of volumes.
    options: [mount.Mode, mount.Propagation]
      .filter((text) => text && text !== 'rprivate' && text !== 'z')
      .join(', '),
  }));
  // `--tmpfs` appears only in the host configuration, not among the mounts.
  const tmpfs = Object.entries(HostConfig.Tmpfs ?? {}).map(([target, options]) => ({
    kind: 'tmpfs',
    source: '',
    target,
    readOnly: /(^|,)ro(,|$)/.test(options),
    options,
  }));
  return [...listed, ...tmpfs].sort((a, b) => a.target.localeCompare(b.target));
}

/** The ports in force of a running container; the requested ports of a stopped one. */
function portsOf({ NetworkSettings, HostConfig }: ContainerInspect): AgentDetails['ports'] {
  const inForce = Object.entries(NetworkSettings.Ports ?? {}).filter(([, hosts]) => hosts?.length);
  const source = inForce.length > 0 ? Object.fromEntries(inForce) : (HostConfig.PortBindings ?? {});
  return Object.entries(source).flatMap(([container, hosts]) =>
    (hosts ?? []).map(({ HostIp, HostPort }) => ({
      container,
      host: `${HostIp || '0.0.0.0'}:${HostPort || 'chosen at start'}`,
    })),
  );
}

function networksOf(
  { NetworkSettings }: ContainerInspect,
  known: readonly NetworkInspect[],
): AgentDetails['networks'] {
  return Object.entries(NetworkSettings.Networks).map(([name, endpoint]) => {
    const network = known.find(({ Name }) => Name === name);
    const subnet = network?.IPAM.Config?.[0]?.Subnet;
    return {
      name,
      address: [endpoint.IPAddress, endpoint.GlobalIPv6Address].filter(Boolean).join(', '),
      ...(network ? { internal: network.Internal } : {}),
      ...(subnet ? { subnet } : {}),
    };
  });
}

function cpus({ NanoCpus, CpuQuota, CpuPeriod }: HostConfig): string {
  if (NanoCpus) return String(NanoCpus / 1e9);
  // 100 ms is the kernel's default period.
  if (CpuQuota && CpuQuota > 0) return String(CpuQuota / (CpuPeriod || 100_000));
  return 'Unlimited';
}

function swap({ Memory = 0, MemorySwap = 0 }: HostConfig): string {
  if (Memory <= 0 || MemorySwap === -1) return 'Unlimited';
  if (MemorySwap === 0) return `${exactSize(Memory)} more`;
  return MemorySwap > Memory ? `${exactSize(MemorySwap - Memory)} more` : 'None';
}

function limitsOf(host: HostConfig): Limits {
  const positive = (value: number | null | undefined, show: (value: number) => string) =>
    value && value > 0 ? show(value) : 'Unlimited';
  return [
    { name: 'Memory', value: positive(host.Memory, exactSize) },
    { name: 'Swap', value: swap(host) },
    { name: 'CPUs', value: cpus(host) },
    { name: 'Processes', value: positive(host.PidsLimit, String) },
    ...(host.ShmSize ? [{ name: 'Shared memory', value: exactSize(host.ShmSize) }] : []),
    ...(host.Ulimits ?? []).map(({ Name, Soft, Hard }) => ({
      name: `ulimit ${Name}`,
      value: Soft === Hard ? String(Soft) : `${Soft} (at most ${Hard})`,
    })),
    ...Object.entries(host.LogConfig?.Config ?? {}).map(([name, value]) => ({ name: `Log ${name}`, value })),
  ];
}

/** Shortens a profile, which is kilobytes of JSON, to its name. */
function securityOptionsOf(options: readonly string[]): string[] {
  const seccomp = seccompInForce(options).kind;
  const shown =
    seccomp === 'custom' ? 'custom profile' : seccomp === 'tightened' ? 'tightened profile' : seccomp;
  const others = options.filter((option) => !/^seccomp[=:]/.test(option));
  return [...others, `seccomp=${shown}`];
}

/** Formats the spec for reading. The contract forbids environment values in it; removes any that are there anyway. */
function readableSpec(text: string): string {
  try {
    const spec: unknown = JSON.parse(text);
    const hide = (key: string, value: unknown) =>
      key === 'env' && Array.isArray(value)
        ? value.map((variable: unknown) =>
            typeof variable === 'object' && variable !== null && 'name' in variable ? variable.name : '…',
          )
        : value;
    return JSON.stringify(spec, hide, 2);
  } catch {
    // A foreign or broken label is shown unchanged, so that the person sees what is wrong.
    return text;
  }
}

function labelsOf(labels: Record<string, string> | null | undefined): AgentDetails['labels'] {
  return Object.entries(labels ?? {})
    .map(([name, value]) => ({ name, value: name === SPEC_LABEL ? readableSpec(value) : value }))
    .sort((a, b) => a.name.localeCompare(b.name));
}

function restartPolicyOf({ RestartPolicy }: HostConfig): string {
  const { Name = 'no', MaximumRetryCount = 0 } = RestartPolicy ?? {};
  return MaximumRetryCount > 0 ? `${Name || 'no'} (at most ${MaximumRetryCount} times)` : Name || 'no';
}

/**
 * Describes a container's settings in force for reading. Reads only the names of environment variables, not their
 * values. `chosen` is the image that the person named, `image` the engine's description of it: null when the engine no
 * longer has it. Pure.
 */
export function details(
  inspect: ContainerInspect,
  image: ImageInspect | null,
  networks: readonly NetworkInspect[],
  facts: EngineFacts,
  chosen: string = inspect.Config.Image,
): AgentDetails {
  const { HostConfig, Config } = inspect;
  const createdAt = image ? Date.parse(image.Created) : Number.NaN;
  return {
    containerId: inspect.Id,
    containerName: inspect.Name.replace(/^\//, ''),
    image: {
      reference: chosen,
      ...(chosen === Config.Image ? {} : { runs: Config.Image }),
      id: inspect.Image,
      // Reproducible builds and "scratch" images have a date of year 1 or 1970, which is no real age.
      ...(createdAt > 0 ? { createdAt } : {}),
      ...(image ? { sizeBytes: image.Size } : {}),
    },
    command: [inspect.Path, ...inspect.Args],
    user: Config.User || 'root',
    workingDirectory: Config.WorkingDir || '/',
    runtime: HostConfig.Runtime || facts.defaultRuntime,
    init: HostConfig.Init === true,
    restartPolicy: restartPolicyOf(HostConfig),
    restartCount: inspect.RestartCount,
    mounts: mountsOf(inspect),
    ports: portsOf(inspect),
    networks: networksOf(inspect, networks),
    capabilities: {
      dropped: canonicalCapabilities(HostConfig.CapDrop),
      added: canonicalCapabilities(HostConfig.CapAdd),
      effective: capabilitiesOf(HostConfig, facts.isPodman),
    },
    securityOptions: securityOptionsOf(HostConfig.SecurityOpt ?? []),
    limits: limitsOf(HostConfig),
    environmentNames: (Config.Env ?? []).map((text) => text.split('=', 1)[0] ?? '').sort(),
    labels: labelsOf(Config.Labels),
    logDriver: HostConfig.LogConfig?.Type ?? '',
  };
}
