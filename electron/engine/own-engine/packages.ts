import type { Program } from './machine.ts';

interface PackageManager {
  /** `ID` or `ID_LIKE` of the distributions that have it. */
  distributions: readonly string[];
  install: string;
  /** Undefined: the distribution has no such package. */
  packages: Readonly<Record<Program, string | undefined>>;
}

const managers: readonly PackageManager[] = [
  {
    distributions: ['debian', 'ubuntu'],
    install: 'sudo apt install --no-install-recommends',
    packages: {
      dockerd: 'docker.io',
      rootlesskit: 'rootlesskit',
      newuidmap: 'uidmap',
      newgidmap: 'uidmap',
      network: 'slirp4netns',
      iptables: 'iptables',
    },
  },
  {
    distributions: ['fedora', 'rhel', 'centos'],
    install: 'sudo dnf install',
    packages: {
      dockerd: 'moby-engine',
      // It comes with Docker's own packages alone.
      rootlesskit: undefined,
      newuidmap: 'shadow-utils',
      newgidmap: 'shadow-utils',
      network: 'slirp4netns',
      iptables: 'iptables-nft',
    },
  },
  {
    distributions: ['arch'],
    install: 'sudo pacman -S --needed',
    packages: {
      dockerd: 'docker',
      rootlesskit: 'rootlesskit',
      newuidmap: 'shadow',
      newgidmap: 'shadow',
      network: 'slirp4netns',
      iptables: 'iptables',
    },
  },
];

/**
 * The command that installs the packages of these programs: '' for none, undefined where the packages of this
 * distribution, or one of them, are not known.
 * @param distribution `ID`, then `ID_LIKE`, of os-release(5)
 */
export function installCommand(
  distribution: readonly string[],
  programs: readonly Program[],
): string | undefined {
  if (programs.length === 0) return '';
  const manager = managers.find((each) => distribution.some((id) => each.distributions.includes(id)));
  const names = programs.map((program) => manager?.packages[program]);
  if (!manager || names.includes(undefined)) return undefined;
  return `${manager.install} ${[...new Set(names)].join(' ')}`;
}
