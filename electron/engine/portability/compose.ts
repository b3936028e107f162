import type { AgentSpec } from '../../contract/agent-spec.ts';
import { writeYaml } from '../../contract/files/write-yaml.ts';
import type { ImagePlan } from '../agent-types/image-plan.ts';
import type { HostConfig, MountSpec } from '../docker/api.ts';
import { aliasesOf } from '../networks/groups.ts';
import { INHIBIT_HOST_ADDRESS } from '../objects/host-address.ts';
import { HOME_PATH, WORKSPACE_PATH } from '../objects/paths.ts';
import type { CompiledAgent } from '../sandbox/compile.ts';

/** The name of the group's network inside the file. */
const GROUP_NETWORK = 'group';

/** A Compose file, whose comments name what it cannot express. */
export interface ComposeFile {
  text: string;
  notes: string[];
}

/**
 * Exports the agent as a Compose file that runs without the app (Compose specification; tested with docker-compose
 * 1.29). It omits values of environment variables and secrets. It has no gateway: an agent that may reach some hosts
 * reaches none, and an agent that may reach the whole internet reaches private networks too. Pure.
 */
export function composeFile(spec: AgentSpec, compiled: CompiledAgent, build?: ImagePlan): ComposeFile {
  const { container } = compiled;
  const host = container.HostConfig;
  const volumes = (host.Mounts ?? []).filter(({ Type }) => Type === 'volume');
  const [uid = '0', gid = uid] = (container.User ?? '').split(':');
  const prepared = volumes.length > 0 && uid !== '0';
  const notes = notesOf(spec, build);
  const file = {
    services: {
      ...(prepared ? { prepare: prepareService(spec.image, `${uid}:${gid}`, volumes) } : {}),
      agent: {
        ...(build
          ? { build: { dockerfile_inline: build.dockerfile, args: { BASE: build.base, ...build.args } } }
          : {}),
        image: spec.image,
        hostname: container.Hostname,
        user: container.User,
        working_dir: container.WorkingDir,
        ...(spec.command.length > 0 ? { command: spec.command } : {}),
        stdin_open: true,
        init: true,
        environment: {
          HOME: HOME_PATH,
          ...Object.fromEntries(spec.env.map(({ name }) => [name, `\${${name}:-}`])),
        },
        ...sandboxOf(host),
        volumes: (host.Mounts ?? []).map(mountOf),
        networks:
          spec.group === null
            ? ['inside']
            : { inside: {}, [GROUP_NETWORK]: { aliases: aliasesOf(spec.name) } },
        ...(spec.egress.mode === 'full' && spec.ports.length > 0 ? { ports: portsOf(spec) } : {}),
        restart: spec.restart,
        logging: { driver: 'json-file', options: { 'max-size': '10m', 'max-file': '3' } },
        ...(prepared ? { depends_on: { prepare: { condition: 'service_completed_successfully' } } } : {}),
      },
    },
    networks: {
      inside: networkOf(spec),
      ...(spec.group === null ? {} : { [GROUP_NETWORK]: groupNetworkOf(spec.group) }),
    },
    ...(volumes.length > 0
      ? { volumes: Object.fromEntries(volumes.map((mount) => [volumeName(mount), {}])) }
      : {}),
  };
  const comment = [`Agent ${spec.name}, exported from Bulkhead.`, ...notes].map((line) => `# ${line}\n`);
  return { text: `${comment.join('')}${writeYaml(file)}`, notes };
}

/**
 * A service that changes the owner of the volumes' mount points: new volumes belong to root, but the agent runs as
 * another user.
 */
function prepareService(image: string, owner: string, volumes: readonly MountSpec[]) {
  return {
    image,
    user: '0:0',
    entrypoint: ['chown', owner, ...volumes.map(({ Target }) => Target)],
    command: [] as string[],
    network_mode: 'none',
    read_only: true,
    cap_drop: ['ALL'],
    cap_add: ['CHOWN'],
    security_opt: ['no-new-privileges:true'],
    volumes: volumes.map(mountOf),
  };
}

function sandboxOf(host: HostConfig) {
  const options = (host.SecurityOpt ?? []).filter((option) => !option.startsWith('seccomp='));
  return {
    ...(host.ReadonlyRootfs ? { read_only: true } : {}),
    ...(host.Tmpfs ? { tmpfs: Object.entries(host.Tmpfs).map(([path, wishes]) => `${path}:${wishes}`) } : {}),
    mem_limit: host.Memory,
    memswap_limit: host.MemorySwap,
    cpus: (host.NanoCpus ?? 0) / 1e9,
    pids_limit: host.PidsLimit,
    ...(host.CapDrop ? { cap_drop: host.CapDrop } : {}),
    ...(options.length > 0 ? { security_opt: options.map((option) => `${option}:true`) } : {}),
    ...(host.Runtime ? { runtime: host.Runtime } : {}),
  };
}

const volumeName = ({ Target }: MountSpec) => (Target === WORKSPACE_PATH ? 'workspace' : 'home');

/** Escapes dollar signs, which would start a variable. */
const escaped = (path: string) => path.replaceAll('$', '$$$$');

function mountOf(mount: MountSpec) {
  const { Type, Source = '', Target, ReadOnly } = mount;
  // A masked part of a host folder.
  if (Type === 'tmpfs')
    return { type: Type, target: escaped(Target), read_only: true, tmpfs: { size: 4096 } };
  return {
    type: Type,
    source: Type === 'volume' ? volumeName(mount) : escaped(Source),
    target: escaped(Target),
    ...(ReadOnly ? { read_only: true } : {}),
    // Without `nocopy` an empty volume takes the owner of the image's folder at each mount.
    ...(Type === 'volume' ? { volume: { nocopy: true } } : {}),
  };
}

function networkOf({ egress }: AgentSpec) {
  if (egress.mode === 'full') return { driver: 'bridge' };
  return {
    driver: 'bridge',
    internal: true,
    // Measured: an internal network alone still reaches services on the host.
    driver_opts: { [INHIBIT_HOST_ADDRESS]: 'true' },
  };
}

/** The group's network under the same name in every file, so that agents of several files share it. */
function groupNetworkOf(group: string) {
  return {
    name: `group-${group}`,
    driver: 'bridge',
    internal: true,
    driver_opts: { [INHIBIT_HOST_ADDRESS]: 'true' },
  };
}

function portsOf({ ports }: AgentSpec): string[] {
  return ports.map(({ containerPort, hostPort }) => `127.0.0.1:${hostPort ?? ''}:${containerPort}`);
}

function notesOf(spec: AgentSpec, build: ImagePlan | undefined): string[] {
  const { egress, isolation, workspace, env, secrets } = spec;
  return [
    ...(egress.mode === 'allowlist'
      ? ['Its allowlist needs Bulkhead’s gateway: from this file the agent reaches nothing.']
      : []),
    ...(egress.mode === 'full'
      ? [
          'Without Bulkhead’s gateway nothing is filtered or recorded: private networks and the host are in reach too.',
        ]
      : []),
    ...(spec.group === null
      ? []
      : [
          `Agents of the group “${spec.group}” reach each other directly, and through each other what they may reach.`,
        ]),
    ...(isolation.seccomp.kind === 'default'
      ? []
      : ['Its seccomp profile is not part of this file: the engine’s default applies.']),
    ...(workspace.kind === 'copy'
      ? ['The workspace starts empty: the private copy is not part of this file.']
      : []),
    ...(env.length > 0 ? ['Values of environment variables are taken from your shell or an .env file.'] : []),
    ...(secrets.length > 0 ? ['Credentials are not part of this file, and no gateway fills them in.'] : []),
    ...(build ? ['Its image is built from the inline Dockerfile, which needs Compose 2.17 or newer.'] : []),
  ];
}
