import { existsSync } from 'node:fs';
import { homedir, networkInterfaces, userInfo } from 'node:os';
import { posix } from 'node:path';
import type { EngineState } from '../../contract/engine.ts';
import type { AgentUser } from '../objects/agent-user.ts';
import { personFrom } from '../objects/agent-user.ts';

/** What agents depend on of the machine that the app runs on. */
export interface Machine {
  person: AgentUser;
  /** Undefined on Windows. */
  uid: number | undefined;
  home: string;
  /** Sockets through which programs here reach an engine. */
  engineSockets(): string[];
  /** Networks of its own interfaces, in CIDR notation. */
  networks(): string[];
}

/** This machine. `socketInUse`: the path of the engine's unix socket, if that is how the app reaches it. */
export function realMachine(socketInUse: () => string | undefined): Machine {
  const uid = process.getuid?.();
  const home = homedir();
  return {
    person: personFrom(uid, process.getgid?.(), userInfo().username),
    uid,
    home,
    engineSockets: () => [
      ...systemSockets(uid),
      // A home is where one may be, and is asked about in any case: those count when they are there.
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

/** Docker, containerd, Podman and rootless engines; whether one is there now does not matter. */
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

/** The path of the unix socket through which the app reaches the engine in use. */
export function socketOf(state: EngineState): string | undefined {
  if (state.status !== 'connected') return undefined;
  return /^unix:\/\/(.+)$/.exec(state.endpoint.url)?.[1];
}

/** This machine, as the engine of `connection` is reached from it. */
export function machineOf(connection: { readonly state: EngineState }): Machine {
  return realMachine(() => socketOf(connection.state));
}
