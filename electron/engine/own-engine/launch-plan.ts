import { dirname } from 'node:path';
import { AppFailure } from '../../contract/error.ts';
import type { Machine } from './machine.ts';
import type { Places } from './places.ts';

export interface LaunchPlan {
  program: string;
  args: string[];
  env: Record<string, string>;
}

/** What the engine gets of the person's environment: how it reaches their session and the internet. */
const PASSED = [
  'HOME',
  'USER',
  'LOGNAME',
  'XDG_RUNTIME_DIR',
  'DBUS_SESSION_BUS_ADDRESS',
  'SSL_CERT_FILE',
  'SSL_CERT_DIR',
  'HTTP_PROXY',
  'HTTPS_PROXY',
  'NO_PROXY',
  'http_proxy',
  'https_proxy',
  'no_proxy',
];

/**
 * The command that starts a rootless engine as Docker's own script `dockerd-rootless.sh` does: in user, mount and network
 * namespaces of its own, without a way to the loopback of the machine. The script itself is not used, because it takes
 * no paths with spaces.
 */
export function planLaunch(options: {
  machine: Pick<Machine, 'programs'>;
  places: Places;
  environment: Readonly<Record<string, string | undefined>>;
}): LaunchPlan {
  const { machine, places, environment } = options;
  const { rootlesskit, dockerd, network } = machine.programs;
  if (!rootlesskit || !dockerd || !network)
    throw new AppFailure({ type: 'not-found', message: 'Programs of the engine are missing.' });
  // What is in the way in /run belongs to the machine; the copy-up made it a link that can go.
  const forget = 'rm -f /run/docker /run/containerd /run/xtables.lock; exec "$0" "$@"';
  const passed = PASSED.flatMap((name) => {
    const value = environment[name];
    return value ? [[name, value] as const] : [];
  });
  // The programs start each other by name, and some are in folders of administrators.
  const folders = [dirname(dockerd), dirname(rootlesskit), environment.PATH, ...ADMINISTRATOR_FOLDERS];
  return {
    program: rootlesskit,
    args: [
      `--state-dir=${places.state}`,
      ...networkOptions(network),
      ...['--disable-host-loopback', '--port-driver=builtin'],
      ...['--copy-up=/etc', '--copy-up=/run', '--propagation=rslave'],
      ...['sh', '-c', forget, dockerd],
      ...['--data-root', places.data],
      ...['--exec-root', places.exec],
      ...['--pidfile', `${places.exec}.pid`],
      ...['--config-file', places.config],
      ...['--host', places.endpoint.url],
    ],
    env: {
      XDG_RUNTIME_DIR: places.runtime,
      ...Object.fromEntries(passed),
      PATH: folders.filter(Boolean).join(':'),
    },
  };
}

/** Folders that the PATH of an ordinary user often lacks, with iptables and dockerd. */
export const ADMINISTRATOR_FOLDERS = ['/usr/local/sbin', '/usr/sbin', '/sbin', '/usr/bin', '/bin'];

function networkOptions(program: string): string[] {
  if (program.endsWith('/vpnkit')) return ['--net=vpnkit', '--mtu=1500'];
  return [
    ...['--net=slirp4netns', '--mtu=65520'],
    ...['--slirp4netns-sandbox=auto', '--slirp4netns-seccomp=auto'],
  ];
}
