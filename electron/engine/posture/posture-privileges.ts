import { assertNever } from '../../lib/assert-never.ts';
import { listed } from '../../lib/listed.ts';
import { dangerousCalls, seccompInForce } from '../seccomp/seccomp.ts';
import { capabilitiesOf, HOST_TAKING_CAPABILITIES } from './capabilities.ts';
import { type Check, finding } from './posture-subject.ts';

const short = (names: readonly string[]) => listed(names.map((name) => name.replace('CAP_', '')));

const privileged: Check = ({ inspect }) =>
  inspect.HostConfig.Privileged
    ? [
        finding(
          'critical',
          'privileged',
          'Runs privileged',
          'Every capability, every device, and no system call filter: whoever is root inside is root on the host.',
        ),
      ]
    : [];

const capabilities: Check = ({ inspect, facts }) => {
  const held = capabilitiesOf(inspect.HostConfig, facts.isPodman);
  if (inspect.HostConfig.Privileged) return [];
  if (held.length === 0)
    return [finding('good', 'capabilities.none', 'No capabilities', 'None of the powers of root is left.')];
  const taking = held.filter((name) => HOST_TAKING_CAPABILITIES.includes(name));
  const findings = [];
  if (taking.length > 0)
    findings.push(
      finding(
        'critical',
        'capabilities.dangerous',
        `Can hold ${short(taking)}`,
        'Enough to control the host, its kernel or its network from inside.',
      ),
    );
  const rest = held.filter((name) => !taking.includes(name));
  if (rest.length > 0)
    findings.push(
      finding(
        'weak',
        'capabilities.kept',
        `Keeps ${rest.length} ${rest.length === 1 ? 'capability' : 'capabilities'}`,
        `${short(rest)}: coding agents need none of them.`,
      ),
    );
  return findings;
};

const noNewPrivileges: Check = ({ inspect }) =>
  (inspect.HostConfig.SecurityOpt ?? []).some((option) => /^no-new-privileges([=:]true)?$/.test(option))
    ? [
        finding(
          'good',
          'no-new-privileges',
          'No new privileges',
          'Set-uid programs such as sudo give nothing more than the agent has.',
        ),
      ]
    : [
        finding(
          'weak',
          'no-new-privileges.missing',
          'Can gain privileges',
          'Set-uid programs in the image can raise a process above the agent’s user.',
        ),
      ];

const seccomp: Check = ({ inspect, facts, tier }) => {
  const { HostConfig } = inspect;
  const options = HostConfig.SecurityOpt ?? [];
  if (tier !== 'container')
    return [
      finding(
        'good',
        'seccomp.own-kernel',
        'System calls never reach the host’s kernel directly',
        'The isolation tier answers them with a kernel of its own.',
      ),
    ];
  if (!facts.seccomp)
    return [
      finding(
        'critical',
        'seccomp.unavailable',
        'No system call filter',
        'This engine was built without seccomp: every call of the kernel is within reach.',
      ),
    ];
  const inForce = seccompInForce(options);
  // A privileged container has no profile unless its settings name one.
  const kind = inForce.kind === 'default' && HostConfig.Privileged ? 'unconfined' : inForce.kind;
  switch (kind) {
    case 'unconfined':
      return [
        finding(
          'critical',
          'seccomp.unconfined',
          'System call filter is off',
          'Every call of the host’s kernel is within reach, also those that escapes are made of.',
        ),
      ];
    case 'tightened':
      return [
        finding(
          'good',
          'seccomp.tightened',
          'Tightened system call filter',
          'Stricter than the engine’s default: no tracing, namespaces, io_uring or raw sockets.',
        ),
      ];
    case 'default':
      return [
        finding(
          'good',
          'seccomp.default',
          'Engine’s system call filter',
          'The default seccomp profile refuses mounts, kernel modules and other calls.',
        ),
      ];
    case 'custom': {
      const profile = inForce.kind === 'custom' ? inForce.profile : null;
      const lax = profile ? dangerousCalls(profile) : [];
      if (lax.length > 0)
        return [
          finding(
            'critical',
            'seccomp.lax',
            'Custom system call filter with holes',
            `It permits ${listed(lax)}, which Docker’s default refuses.`,
          ),
        ];
      return [
        finding(
          'note',
          'seccomp.custom',
          'Custom system call filter',
          profile
            ? 'It permits none of the calls that escapes are usually made of.'
            : 'The profile in force could not be read.',
        ),
      ];
    }
    default:
      return assertNever(kind);
  }
};

const appArmor: Check = ({ inspect, facts }) => {
  if (!facts.appArmor)
    return [
      finding(
        'note',
        'apparmor.absent',
        'No AppArmor on this host',
        'One layer less; the other layers do not depend on it.',
      ),
    ];
  const options = inspect.HostConfig.SecurityOpt ?? [];
  const off =
    inspect.AppArmorProfile === 'unconfined' ||
    options.some((option) => /^apparmor[=:]unconfined$/.test(option)) ||
    (inspect.HostConfig.Privileged === true && !inspect.AppArmorProfile);
  return off
    ? [
        finding(
          'weak',
          'apparmor.unconfined',
          'AppArmor is off',
          'The host has it, and this container runs without a profile.',
        ),
      ]
    : [
        finding(
          'good',
          'apparmor',
          'AppArmor profile in force',
          `Profile “${inspect.AppArmorProfile || 'docker-default'}”.`,
        ),
      ];
};

const user: Check = ({ inspect, facts }) => {
  const name = (inspect.Config.User || 'root').split(':')[0] ?? '';
  if (!['root', '0', ''].includes(name))
    return [finding('good', 'user', 'Not root', `Runs as user ${name}, without root’s file permissions.`)];
  if (facts.rootless || (facts.userns && inspect.HostConfig.UsernsMode !== 'host'))
    return [
      finding(
        'note',
        'user.mapped-root',
        'Root inside, an ordinary user outside',
        'The engine maps the container’s root to a user without rights on the host.',
      ),
    ];
  return [
    finding(
      'weak',
      'user.root',
      'Runs as root',
      'Root inside is root on the host as soon as any other layer fails.',
    ),
  ];
};

const kernelPaths: Check = ({ inspect }) => {
  const { MaskedPaths, ReadonlyPaths, Privileged } = inspect.HostConfig;
  const open = MaskedPaths?.length === 0 || ReadonlyPaths?.length === 0;
  return open && !Privileged
    ? [
        finding(
          'critical',
          'paths.unmasked',
          'Kernel settings are open',
          'The protection of /proc and /sys was taken away: kernel settings of the host can be read and changed.',
        ),
      ]
    : [];
};

export const privilegeChecks: readonly Check[] = [
  privileged,
  capabilities,
  noNewPrivileges,
  seccomp,
  appArmor,
  user,
  kernelPaths,
];
