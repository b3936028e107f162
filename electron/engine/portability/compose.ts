import { dump } from 'js-yaml';
import type { AgentSpec } from '../../contract/agent-spec.ts';
import type { ImagePlan } from '../agent-types/image-plan.ts';
import type { HostConfig, MountSpec } from '../docker/api.ts';
import { HOME_PATH, WORKSPACE_PATH } from '../objects/paths.ts';
import type { CompiledAgent } from '../sandbox/compile.ts';

/** What a Compose file cannot carry over is said in it. */
export interface ComposeFile {
  text: string;
  notes: string[];
}

/**
 * The agent as a Compose file that runs without the app (Compose specification; tried with docker-compose 1.29).
 * Values of environment variables and secrets are not in it. There is no gateway: an agent that may reach some hosts
 * reaches none, and one that may reach the whole internet reaches private networks too. Pure.
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
        networks: ['inside'],
        ...(spec.egress.mode === 'full' && spec.ports.length > 0 ? { ports: portsOf(spec) } : {}),
        restart: spec.restart,
        logging: { driver: 'json-file', options: { 'max-size': '10m', 'max-file': '3' } },
        ...(prepared ? { depends_on: { prepare: { condition: 'service_completed_successfully' } } } : {}),
      },
    },
    networks: { inside: networkOf(spec) },
    ...(volumes.length > 0
      ? { volumes: Object.fromEntries(volumes.map((mount) => [volumeName(mount), {}])) }
      : {}),
  };
  const comment = [`Agent ${spec.name}, exported from Bulkhead.`, ...notes].map((line) => `# ${line}\n`);
  return { text: `${comment.join('')}${dump(file, { lineWidth: 110, noRefs: true })}`, notes };
}

/** New volumes belong to root; the agent runs as somebody else. Only the mount points are changed. */
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

/** A dollar sign would start a variable. */
const escaped = (path: string) => path.replaceAll('$', '$$$$');

function mountOf(mount: MountSpec) {
  const { Type, Source = '', Target, ReadOnly } = mount;
  // A part of a host folder that the agent must not see.
  if (Type === 'tmpfs')
    return { type: Type, target: escaped(Target), read_only: true, tmpfs: { size: 4096 } };
  return {
    type: Type,
    source: Type === 'volume' ? volumeName(mount) : escaped(Source),
    target: escaped(Target),
    ...(ReadOnly ? { read_only: true } : {}),
    // Otherwise an empty volume takes the owner of the image's folder each time it is mounted.
    ...(Type === 'volume' ? { volume: { nocopy: true } } : {}),
  };
}

function networkOf({ egress }: AgentSpec) {
  if (egress.mode === 'full') return { driver: 'bridge' };
  return {
    driver: 'bridge',
    internal: true,
    // Measured: an internal network alone still reaches services on the host.
    driver_opts: { 'com.docker.network.bridge.inhibit_ipv4': 'true' },
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
