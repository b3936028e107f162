import { join } from 'node:path';
import type { Endpoint } from '../../contract/engine.ts';
import { type Candidate, dockerConfigFolder, parseCurrentContext, readContext } from './contexts.ts';
import type { HostEnvironment } from './host-environment.ts';

/** The endpoints to try, in order, and other possible endpoints. */
export interface SearchPlan {
  /** A single endpoint when the person or the environment named it: another engine never replaces it. */
  search: Candidate[];
  alternatives: Candidate[];
}

/** Reads `DOCKER_HOST` as an endpoint: TCP without a scheme; TLS when `DOCKER_TLS_VERIFY` has any value. */
export function endpointFromEnvironment(
  hostEnvironment: Pick<HostEnvironment, 'env' | 'homePath'>,
): Endpoint | undefined {
  const {
    DOCKER_HOST: host,
    DOCKER_TLS_VERIFY: verify,
    DOCKER_CERT_PATH: certificates,
  } = hostEnvironment.env;
  if (!host) return undefined;
  const url = host.includes('://') ? host : `tcp://${host}`;
  const endpoint: Endpoint = { url, source: 'DOCKER_HOST', label: 'DOCKER_HOST' };
  if (!verify || !url.startsWith('tcp://')) return endpoint;
  return { ...endpoint, tlsPath: certificates || dockerConfigFolder(hostEnvironment) };
}

/** The usual engine sockets of a platform, the likeliest first. */
export function usualSockets(
  hostEnvironment: Pick<HostEnvironment, 'env' | 'platform' | 'homePath' | 'uid'>,
): Endpoint[] {
  const { env, platform, homePath, uid } = hostEnvironment;
  const socket = (label: string, url: string): Endpoint => ({ url, source: 'socket', label });
  if (platform === 'win32') {
    return [
      socket('Docker', 'npipe:////./pipe/docker_engine'),
      socket('Docker Desktop', 'npipe:////./pipe/dockerDesktopLinuxEngine'),
      socket('Podman', 'npipe:////./pipe/podman-machine-default'),
    ];
  }
  const home = (path: string) => `unix://${join(homePath, path)}`;
  const runtime = `unix://${env.XDG_RUNTIME_DIR || `/run/user/${uid ?? 0}`}`;
  const linux = platform === 'linux';
  return [
    socket('Docker', 'unix:///var/run/docker.sock'),
    ...(linux ? [socket('Rootless Docker', `${runtime}/docker.sock`)] : []),
    socket('Docker Desktop', home(linux ? '.docker/desktop/docker.sock' : '.docker/run/docker.sock')),
    socket('Colima', home('.colima/default/docker.sock')),
    socket('Colima', home('.config/colima/default/docker.sock')),
    socket('OrbStack', home('.orbstack/run/docker.sock')),
    socket('Rancher Desktop', home('.rd/docker.sock')),
    ...(linux
      ? [
          socket('Podman', `${runtime}/podman/podman.sock`),
          socket('Podman (root)', 'unix:///run/podman/podman.sock'),
        ]
      : [socket('Podman', home('.local/share/containers/podman/machine/podman.sock'))]),
  ];
}

/**
 * Orders the search: the person's choice, `DOCKER_HOST`, the Docker context, the usual sockets. The first two, and a
 * context named by `DOCKER_CONTEXT`, are tried alone: when they do not answer, no other engine replaces them.
 */
export function planSearch(settings: {
  remembered: Endpoint | null;
  environment: Endpoint | undefined;
  context: (Candidate & { named: boolean }) | undefined;
  sockets: Endpoint[];
}): SearchPlan {
  const { remembered, environment, context, sockets } = settings;
  const all: Candidate[] = [
    ...(remembered ? [{ endpoint: { ...remembered, source: 'settings' as const } }] : []),
    ...(environment ? [{ endpoint: environment }] : []),
    ...(context ? [{ endpoint: context.endpoint, ...(context.error ? { error: context.error } : {}) }] : []),
    ...sockets.map((endpoint) => ({ endpoint })),
  ];
  const distinct = all.filter(
    ({ endpoint }, index) => all.findIndex((other) => other.endpoint.url === endpoint.url) === index,
  );
  const alone = remembered !== null || environment !== undefined || context?.named === true;
  return alone
    ? { search: distinct.slice(0, 1), alternatives: distinct.slice(1) }
    : { search: distinct, alternatives: [] };
}

/** Reads the machine and plans the search. As in Docker's command line, `DOCKER_HOST` disables contexts. */
export async function findEndpoints(
  hostEnvironment: HostEnvironment,
  remembered: Endpoint | null,
): Promise<SearchPlan> {
  const environment = endpointFromEnvironment(hostEnvironment);
  const named = hostEnvironment.env.DOCKER_CONTEXT;
  const configText = await hostEnvironment.readText(join(dockerConfigFolder(hostEnvironment), 'config.json'));
  const name = named || parseCurrentContext(configText ?? '');
  const hasContext = !environment && name !== undefined && name !== '' && name !== 'default';
  const context = hasContext
    ? { ...(await readContext(hostEnvironment, name)), named: Boolean(named) }
    : undefined;
  return planSearch({ remembered, environment, context, sockets: usualSockets(hostEnvironment) });
}
