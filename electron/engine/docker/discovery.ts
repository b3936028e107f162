import { join } from 'node:path';
import type { Endpoint } from '../../contract/engine.ts';
import { type Candidate, currentContext, dockerConfigFolder } from './contexts.ts';
import type { HostEnvironment } from './host-environment.ts';

/** The endpoints to try, in order, and other possible endpoints. */
export interface SearchPlan {
  /** A single endpoint when the person, the environment or a Docker context named it: no other replaces it. */
  search: Candidate[];
  alternatives: Candidate[];
}

type EnvironmentParts = Pick<HostEnvironment, 'env' | 'homePath'>;

/**
 * TLS of the default context, as in Docker's command line: `DOCKER_TLS_VERIFY` with any value verifies, `DOCKER_TLS`
 * alone does not. Undefined without either.
 */
function environmentTls(
  environment: EnvironmentParts,
): Pick<Endpoint, 'tlsPath' | 'skipTlsVerify'> | undefined {
  const { DOCKER_TLS: tls, DOCKER_TLS_VERIFY: verify, DOCKER_CERT_PATH: certificates } = environment.env;
  if (!tls && !verify) return undefined;
  const tlsPath = certificates || dockerConfigFolder(environment);
  return verify ? { tlsPath } : { tlsPath, skipTlsVerify: true };
}

/** Reads `DOCKER_HOST` as an endpoint; TCP without a scheme, port 2375 without a port. */
export function endpointFromEnvironment(environment: EnvironmentParts): Endpoint | undefined {
  const host = environment.env.DOCKER_HOST?.trim();
  if (!host) return undefined;
  const named = host.includes('://') ? host : `tcp://${host}`;
  const url = /^tcp:\/\/(\[[^\]]+\]|[^:/[\]]+)$/.test(named) ? `${named}:2375` : named;
  const endpoint: Endpoint = { url, source: 'DOCKER_HOST', label: 'DOCKER_HOST' };
  return url.startsWith('tcp://') ? { ...endpoint, ...environmentTls(environment) } : endpoint;
}

/** The engine of the context “default”, which Docker's command line uses when nothing names another. */
function defaultContext(environment: HostEnvironment): Endpoint {
  const url =
    environment.platform === 'win32' ? 'npipe:////./pipe/docker_engine' : 'unix:///var/run/docker.sock';
  return tlsDefault(environment) ?? { url, source: 'context', label: 'Context “default”' };
}

/** Asked for TLS without an address, Docker's command line means this machine's port 2376. */
function tlsDefault(environment: EnvironmentParts): Endpoint | undefined {
  const tls = environmentTls(environment);
  if (!tls) return undefined;
  const label = tls.skipTlsVerify ? 'DOCKER_TLS' : 'DOCKER_TLS_VERIFY';
  return { url: 'tcp://localhost:2376', source: 'DOCKER_HOST', label, ...tls };
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
 * Orders the search: the person's choice, `DOCKER_HOST`, the Docker context, the usual sockets. The first of them that
 * somebody named is tried alone: when it does not answer, no other engine replaces it.
 */
export function planSearch(settings: {
  remembered: Endpoint | null;
  environment: Endpoint | undefined;
  context: Candidate | undefined;
  sockets: Endpoint[];
}): SearchPlan {
  const { remembered, environment, context, sockets } = settings;
  const named: Candidate[] = [
    ...(remembered ? [{ endpoint: { ...remembered, source: 'settings' as const } }] : []),
    ...(environment ? [{ endpoint: environment }] : []),
    ...(context ? [context] : []),
  ];
  const distinct = [...named, ...sockets.map((endpoint): Candidate => ({ endpoint }))].filter(
    ({ endpoint }, index, all) => all.findIndex((other) => other.endpoint.url === endpoint.url) === index,
  );
  return named.length > 0
    ? { search: distinct.slice(0, 1), alternatives: distinct.slice(1) }
    : { search: distinct, alternatives: [] };
}

/**
 * The search for an engine that was lost. Its agents are on that engine, so another usual socket would show a window
 * without agents: it is tried alone, unless what the person named in the meantime is another one.
 */
export function searchAgain(search: readonly Candidate[], lost: Endpoint | undefined): Candidate[] {
  const same = search.find(({ endpoint }) => endpoint.url === lost?.url);
  return same ? [same] : [...search];
}

/** Reads the machine and plans the search. As in Docker's command line, `DOCKER_HOST` disables contexts. */
export async function findEndpoints(
  hostEnvironment: HostEnvironment,
  remembered: Endpoint | null,
): Promise<SearchPlan> {
  const sockets = usualSockets(hostEnvironment);
  const environment = endpointFromEnvironment(hostEnvironment);
  const current = environment ? undefined : await currentContext(hostEnvironment);
  const context = current === 'default' ? { endpoint: defaultContext(hostEnvironment) } : current;
  return planSearch({
    remembered,
    environment: environment ?? (context ? undefined : tlsDefault(hostEnvironment)),
    context,
    sockets,
  });
}
