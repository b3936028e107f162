import { quoteWord } from '../../contract/command-line.ts';
import type { ContainerCreate, HostConfig, MountSpec, NetworkCreate, VolumeCreate } from '../docker/api.ts';
import { aliasesOf } from '../networks/groups.ts';
import { INHIBIT_HOST_ADDRESS } from '../objects/host-address.ts';
import { containerName, groupNetworkName } from '../objects/object-names.ts';
import type { CompiledAgent } from './compile.ts';

export interface DockerRunOptions {
  /** Path of the seccomp profile's file, which the command reads. */
  seccompPath: string;
}

/**
 * Shell commands that create the same network, volumes and container as the app. They omit the gateway, so such a
 * container has no egress. They contain the environment's values as the person typed them.
 */
export function dockerRun(compiled: CompiledAgent, options: DockerRunOptions): string {
  const { baseImage, container, network, volumes } = compiled;
  const comment = baseImage
    ? [`# ${baseImage.tag} is the agent's image with an entry for its user and a home.`]
    : [];
  const [networkName = '', endpoint] =
    Object.entries(container.NetworkingConfig?.EndpointsConfig ?? {})[0] ?? [];
  const flags = [
    '--detach',
    '--interactive',
    flag('--name', compiled.containerName),
    ...containerFlags(container),
    flag('--network', networkName),
    flag('--ip', endpoint?.IPAMConfig?.IPv4Address ?? ''),
    ...hostFlags(container.HostConfig, options),
  ];
  const command = [
    'docker run',
    ...flags,
    [container.Image, ...(container.Cmd ?? [])].map(quoteWord).join(' '),
  ];
  return [...comment, networkCreate(network), ...volumes.map(volumeCreate), command.join(' \\\n  ')].join(
    '\n',
  );
}

/** Commands that put the container into a group. Whoever already has the group's network leaves the first one out. */
export function groupCommands(group: string, agentName: string): string {
  const network = groupNetworkName(group);
  const aliases = aliasesOf(agentName).map((alias) => flag('--alias', alias));
  return [
    `# The network of the group “${group}”, where it does not exist yet.`,
    `docker network create --driver bridge --internal --opt ${INHIBIT_HOST_ADDRESS}=true ${quoteWord(network)}`,
    `docker network connect ${aliases.join(' ')} ${quoteWord(network)} ${quoteWord(containerName(agentName))}`,
  ].join('\n');
}

function flag(name: string, value: string | number): string {
  return `${name} ${quoteWord(String(value))}`;
}

function labels(values: Record<string, string> = {}): string[] {
  return Object.entries(values).map(([name, value]) => flag('--label', `${name}=${value}`));
}

function networkCreate(network: NetworkCreate): string {
  const [config] = network.IPAM?.Config ?? [];
  return [
    'docker network create',
    flag('--driver', network.Driver),
    ...(network.Internal ? ['--internal'] : []),
    ...(config ? [flag('--subnet', config.Subnet), flag('--gateway', config.Gateway ?? '')] : []),
    ...Object.entries(network.Options ?? {}).map(([name, value]) => flag('--opt', `${name}=${value}`)),
    ...labels(network.Labels),
    quoteWord(network.Name),
  ].join(' ');
}

function volumeCreate(volume: VolumeCreate): string {
  return ['docker volume create', ...labels(volume.Labels), quoteWord(volume.Name)].join(' ');
}

function containerFlags(container: ContainerCreate): string[] {
  return [
    flag('--hostname', container.Hostname ?? ''),
    flag('--user', container.User ?? ''),
    flag('--workdir', container.WorkingDir ?? ''),
    ...labels(container.Labels),
    ...(container.Env ?? []).map((line) => flag('--env', line)),
  ];
}

function hostFlags(host: HostConfig, { seccompPath }: DockerRunOptions): string[] {
  const { RestartPolicy: restart, LogConfig: log } = host;
  const retries = restart?.MaximumRetryCount ? `:${restart.MaximumRetryCount}` : '';
  return [
    ...(host.Mounts ?? []).map((mount) => flag('--mount', mountText(mount))),
    ...(host.ReadonlyRootfs ? ['--read-only'] : []),
    ...Object.entries(host.Tmpfs ?? {}).map(([path, options]) => flag('--tmpfs', `${path}:${options}`)),
    flag('--memory', host.Memory ?? 0),
    flag('--memory-swap', host.MemorySwap ?? 0),
    flag('--cpus', (host.NanoCpus ?? 0) / 1e9),
    flag('--pids-limit', host.PidsLimit ?? 0),
    ...(host.CapDrop ?? []).map((name) => flag('--cap-drop', name)),
    ...(host.SecurityOpt ?? []).map((option) =>
      flag('--security-opt', option.startsWith('seccomp=') ? `seccomp=${seccompPath}` : option),
    ),
    ...(host.Init ? ['--init'] : []),
    ...(host.Runtime ? [flag('--runtime', host.Runtime)] : []),
    ...(host.Dns ?? []).map((address) => flag('--dns', address)),
    ...(host.ExtraHosts ?? []).map((line) => flag('--add-host', line)),
    flag('--restart', `${restart?.Name ?? 'no'}${retries}`),
    flag('--log-driver', log?.Type ?? 'json-file'),
    ...Object.entries(log?.Config ?? {}).map(([name, value]) => flag('--log-opt', `${name}=${value}`)),
  ];
}

/** Formats a `--mount` value, which is one line of CSV. */
function mountText(mount: MountSpec): string {
  const fields = [
    `type=${mount.Type}`,
    ...(mount.Source === undefined ? [] : [`source=${mount.Source}`]),
    `target=${mount.Target}`,
    ...(mount.ReadOnly ? ['readonly'] : []),
    ...(mount.TmpfsOptions?.SizeBytes ? [`tmpfs-size=${mount.TmpfsOptions.SizeBytes}`] : []),
    ...(mount.TmpfsOptions?.Mode ? [`tmpfs-mode=0${mount.TmpfsOptions.Mode.toString(8)}`] : []),
  ];
  return fields.map((field) => (/[",]/.test(field) ? `"${field.replaceAll('"', '""')}"` : field)).join(',');
}
