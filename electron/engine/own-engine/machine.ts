/** The programs of a rootless engine; an entry of several names is satisfied by the first that is found. */
export const PROGRAMS = {
  dockerd: ['dockerd'],
  rootlesskit: ['rootlesskit', 'docker-rootlesskit'],
  newuidmap: ['newuidmap'],
  newgidmap: ['newgidmap'],
  network: ['slirp4netns', 'vpnkit'],
  iptables: ['iptables'],
} as const satisfies Record<string, readonly string[]>;

export type Program = keyof typeof PROGRAMS;

/** What a rootless engine needs of the machine, as it was found. */
export interface Machine {
  platform: NodeJS.Platform;
  arch: string;
  /** Undefined on Windows. */
  uid: number | undefined;
  userName: string;
  /** `ID` and `ID_LIKE` of os-release(5). */
  distribution: readonly string[];
  /** The path of each program; those of the app's own download come first. */
  programs: Readonly<Partial<Record<Program, string>>>;
  /** The texts of /etc/subuid and /etc/subgid. */
  subordinateUsers: string;
  subordinateGroups: string;
  /** Whether the person may open /dev/net/tun, through which the engine's network leaves. */
  hasTun: boolean;
  userNamespaces: 'allowed' | 'disabled' | 'restricted';
  cgroups: { version: '1' | '2'; controllers: readonly string[] };
}

/** Why there can be no rootless engine on such a machine at all. */
export function unsuitableFor({ platform, uid }: Pick<Machine, 'platform' | 'uid'>): string | undefined {
  if (platform !== 'linux') return 'An engine of the app’s own exists on Linux only.';
  if (uid === 0) return 'An engine of the app’s own runs as an ordinary user, never as root.';
  return undefined;
}

const LIMITS = { memory: 'memory', cpu: 'CPU', pids: 'process' } as const;

/** What will not hold on this machine's engine, as a sentence. Undefined: everything holds. */
export function limitsProblem({ cgroups }: Pick<Machine, 'cgroups'>): string | undefined {
  if (cgroups.version === '1')
    return 'Memory, CPU and process limits of agents will not hold: this system has control groups of version 1.';
  const absent = Object.entries(LIMITS)
    .filter(([controller]) => !cgroups.controllers.includes(controller))
    .map(([, name]) => name);
  if (absent.length === 0) return undefined;
  const names = absent.join(', ').replace(/, ([^,]*)$/, ' and $1');
  const sentence = `${names} limits of agents will not hold: systemd hands these control groups to nobody but root.`;
  return sentence[0]?.toUpperCase() + sentence.slice(1);
}
