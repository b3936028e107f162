import { existsSync } from 'node:fs';
import { homedir, networkInterfaces, userInfo } from 'node:os';
import { posix } from 'node:path';
import type { EngineState } from '../../contract/engine.ts';
import type { AgentUser } from '../objects/agent-user.ts';
import { personFrom } from '../objects/agent-user.ts';

/** Facts about the app's machine that agents depend on. */
export interface Machine {
  person: AgentUser;
  /** Undefined on Windows. */
  uid: number | undefined;
  home: string;
  /** Sockets through which local programs reach an engine. */
  engineSockets(): string[];
  /** Networks of the machine's own interfaces, in CIDR notation. */
  networks(): string[];
}

/** This machine. `socketInUse`: path of the engine's unix socket, if the app uses one. */
export function realMachine(socketInUse: () => string | undefined): Machine {
  const uid = process.getuid?.();
  const home = homedir();
  return {
    person: personFrom(uid, process.getgid?.(), userInfo().username),
    uid,
    home,
    engineSockets: () => [
      ...systemSockets(uid),
      // Sockets in the home count only when they exist, because a home folder needs confirmation in any case.
      ...HOME_SOCKETS.map((path) => posix.join(home, path)).filter((path) => existsSync(path)),
      ...[socketInUse()].filter((path) => path !== undefined),
    ],
    networks: () =>
      Object.values(networkInterfaces())
        .flatMap((addresses) => addresses ?? [])
        .filter(({ family, internal }) => family === 'IPv4' && !internal)
        .map(({ address, cidr }) => cidr ?? `${address}/32`),
  };
}

const HOME_SOCKETS = [
  '.docker/run/docker.sock',
  '.docker/desktop/docker.sock',
  '.colima/default/docker.sock',
  '.orbstack/run/docker.sock',
  '.rd/docker.sock',
];

/** Sockets of Docker, containerd, Podman and rootless engines, whether or not they exist now. */
function systemSockets(uid: number | undefined): string[] {
  const rootless =
    uid === undefined ? [] : [`/run/user/${uid}/docker.sock`, `/run/user/${uid}/podman/podman.sock`];
  return [
    '/var/run/docker.sock',
    '/run/docker.sock',
    '/run/containerd/containerd.sock',
    '/run/podman/podman.sock',
    ...rootless,
  ];
}

/** Path of the unix socket to the connected engine. */
export function socketOf(state: EngineState): string | undefined {
  if (state.status !== 'connected') return undefined;
  return /^unix:\/\/(.+)$/.exec(state.endpoint.url)?.[1];
}

/** This machine, with the socket of `connection`. */
export function machineOf(connection: { readonly state: EngineState }): Machine {
  return realMachine(() => socketOf(connection.state));
}
