import { type AgentSpec, type Isolation, SECRETS_PATH } from '../../contract/agent-spec.ts';
import type { EngineFacts } from '../../contract/engine.ts';
import { assertNever } from '../../lib/assert-never.ts';
import type { ContainerCreate, HostConfig, NetworkCreate, VolumeCreate } from '../docker/api.ts';
import { type BaseImage, baseImageFor } from '../images/base-image-tag.ts';
import { addedRoots, authorityMark } from '../images/trust.ts';
import { internalNetwork } from '../networks/internal-network.ts';
import { type AgentUser, agentUser } from '../objects/agent-user.ts';
import { AGENT_LABEL, AUTHORITY_LABEL, ROLE_LABEL, SPEC_LABEL, VERSION_LABEL } from '../objects/labels.ts';
import { containerName, objectNames } from '../objects/object-names.ts';
import { specForLabel } from '../objects/spec-label.ts';
import type { Subnet } from '../objects/subnet.ts';
import type { AgentCredentials } from '../secrets/agent-credentials.ts';
import type { MaskedPath } from '../workspace/masks.ts';
import { agentMounts, workingDirectory } from '../workspace/mounts.ts';
import { agentEnvironment } from './environment.ts';

/** Decisions outside the spec that a container's description needs. */
export interface Allocation {
  agentId: string;
  /** The app's version, for the label. */
  version: string;
  person: AgentUser;
  subnet: Subnet;
  /** The agent's image on the engine; absent while the engine does not have it. */
  image?: { id: string; user: string };
  /** Image of a snapshot, to run instead of the base image. */
  snapshot?: string;
  /** Absent where no certificate authority exists to trust. */
  credentials?: AgentCredentials;
  /** Authorities (PEM) of the person's organisation. */
  hostRootsPem?: string | undefined;
  /** The paths of the agent's host folders that it sees empty; see `findMasks`. */
  masked?: readonly MaskedPath[];
  /** The profile's JSON, for a `tightened` or `custom` one. */
  seccompProfile?: string;
}

export interface CompiledAgent {
  network: NetworkCreate;
  volumes: VolumeCreate[];
  containerName: string;
  container: ContainerCreate;
  /** Absent while the engine lacks the image, and when a snapshot runs. */
  baseImage?: BaseImage;
}

/** Compiles the engine objects of an agent from its spec. Pure; the engine's API is v1.41. */
export function compile(spec: AgentSpec, facts: EngineFacts, allocation: Allocation): CompiledAgent {
  const { agentId, subnet, image, credentials } = allocation;
  const names = objectNames(agentId);
  const labels = (role: string) => ({
    [AGENT_LABEL]: agentId,
    [ROLE_LABEL]: role,
    [VERSION_LABEL]: allocation.version,
  });
  const user = agentUser(spec, facts, allocation.person);
  const added = addedRoots(credentials?.authorityPem, allocation.hostRootsPem);
  const baseImage =
    image && !allocation.snapshot ? baseImageFor(image, user, allocation.version, added) : undefined;
  return {
    network: internalNetwork(names.network, subnet, facts, labels('network')),
    volumes: [
      { Name: names.home, Labels: labels('home') },
      ...(spec.workspace.kind === 'host-folder'
        ? []
        : [{ Name: names.workspace, Labels: labels('workspace') }]),
      ...(spec.workspace.kind === 'copy' ? [{ Name: names.baseline, Labels: labels('baseline') }] : []),
    ],
    containerName: containerName(spec.name),
    container: {
      Image: allocation.snapshot ?? baseImage?.tag ?? spec.image,
      Hostname: hostname(spec.name),
      // Set explicitly even for the image's own user: a snapshot has the user that it was taken with.
      User: user ? `${user.uid}:${user.gid}` : image?.user || '0:0',
      WorkingDir: workingDirectory(spec),
      ...(spec.command.length > 0 ? { Cmd: spec.command } : {}),
      Env: agentEnvironment(spec, subnet.gatewayAddress, {
        credentials,
        trust: allocation.snapshot
          ? credentials && 'bundle'
          : added === undefined
            ? undefined
            : 'bundle-and-java',
        hidesFiles: (allocation.masked ?? []).length > 0,
      }),
      Labels: {
        ...labels('agent'),
        [SPEC_LABEL]: specForLabel(spec),
        ...(credentials ? { [AUTHORITY_LABEL]: authorityMark(credentials.authorityPem) } : {}),
      },
      OpenStdin: true,
      StdinOnce: false,
      Tty: false,
      HostConfig: hostConfig(spec, allocation, facts.isPodman ? undefined : user),
      NetworkingConfig: {
        EndpointsConfig: { [names.network]: { IPAMConfig: { IPv4Address: subnet.agentAddress } } },
      },
    },
    ...(baseImage ? { baseImage } : {}),
  };
}

/** Converts an agent's name to a host name, which allows only letters, digits and hyphens (RFC 1123). */
function hostname(agentName: string): string {
  return agentName
    .toLowerCase()
    .replace(/[^a-z0-9-]/g, '-')
    .replace(/-+$/, '');
}

function hostConfig(
  spec: AgentSpec,
  { agentId, subnet, seccompProfile, masked = [] }: Allocation,
  tmpfsOwner: AgentUser | undefined,
): HostConfig {
  const { resources, isolation } = spec;
  return {
    NetworkMode: objectNames(agentId).network,
    ...(isolation.readOnlyRoot ? { ReadonlyRootfs: true } : {}),
    Mounts: agentMounts(agentId, spec, masked),
    ...tmpfsOf(spec, tmpfsOwner),
    Memory: resources.memoryBytes,
    // A total of memory and swap equal to memory means no swap.
    MemorySwap: resources.memoryBytes,
    NanoCpus: Math.round(resources.cpus * 1e9),
    PidsLimit: resources.pids,
    ...(isolation.dropAllCapabilities ? { CapDrop: ['ALL'] } : {}),
    SecurityOpt: securityOptions(isolation, seccompProfile),
    Init: true,
    ...(isolation.runtime ? { Runtime: isolation.runtime } : {}),
    // The gateway answers every name with "does not exist"; the engine's own resolvers (20.10) would let queries out.
    Dns: [subnet.gatewayAddress],
    ExtraHosts: [`gateway:${subnet.gatewayAddress}`],
    RestartPolicy: restartPolicy(spec.restart),
    // json-file does not rotate by default.
    LogConfig: { Type: 'json-file', Config: { 'max-size': '10m', 'max-file': '3' } },
  };
}

/**
 * Mounts for secrets delivered as files, which are never on disk. The mount always exists, so that secrets can be added
 * while the agent runs; only the agent's user can read it, where that user is known. Podman refuses an owner, and an
 * agent has no other user.
 */
function tmpfsOf(spec: AgentSpec, user: AgentUser | undefined): Pick<HostConfig, 'Tmpfs'> {
  const owner = user ? `mode=0700,uid=${user.uid},gid=${user.gid}` : 'mode=1777';
  const secrets = { [SECRETS_PATH]: `rw,noexec,nosuid,nodev,size=1048576,${owner}` };
  return { Tmpfs: { ...tmpfs(spec), ...secrets, ...caches(spec) } };
}

export function restartPolicy(restart: AgentSpec['restart']): NonNullable<HostConfig['RestartPolicy']> {
  return { Name: restart, MaximumRetryCount: restart === 'on-failure' ? 5 : 0 };
}

/**
 * `/tmp` and `/var/tmp` must allow exec, because installers unpack and run programs there. They are in memory, so the
 * memory limit bounds them too.
 */
function tmpfs({ isolation, resources }: AgentSpec): Record<string, string> {
  if (!isolation.readOnlyRoot) return {};
  const temporary = `rw,exec,nosuid,nodev,size=${Math.min(isolation.tmpBytes, resources.memoryBytes)},mode=1777`;
  return {
    '/tmp': temporary,
    '/var/tmp': temporary,
    '/run': 'rw,noexec,nosuid,nodev,size=16777216,mode=1777',
  };
}

/** Caches must allow exec, because some programs run files that they keep in a cache. */
function caches({ caches, resources }: AgentSpec): Record<string, string> {
  return Object.fromEntries(
    caches.map(({ path, bytes }) => [
      path,
      `rw,exec,nosuid,nodev,size=${Math.min(bytes, resources.memoryBytes)},mode=1777`,
    ]),
  );
}

function securityOptions(isolation: Isolation, seccompProfile: string | undefined): string[] {
  const options = isolation.noNewPrivileges ? ['no-new-privileges'] : [];
  switch (isolation.seccomp.kind) {
    case 'default':
      return options;
    case 'tightened':
    case 'custom':
      if (seccompProfile === undefined) throw new Error(`no profile for seccomp ${isolation.seccomp.kind}`);
      return [...options, `seccomp=${seccompProfile}`];
    default:
      return assertNever(isolation.seccomp);
  }
}
