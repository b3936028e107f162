import { type Check, finding } from './posture-subject.ts';

const processes: Check = ({ inspect }) => {
  const mode = inspect.HostConfig.PidMode ?? '';
  if (mode === 'host')
    return [
      finding(
        'critical',
        'namespace.pid',
        'Sees the host’s processes',
        'It can read their environment, and as root stop or take them over.',
      ),
    ];
  if (mode.startsWith('container:'))
    return [
      finding(
        'weak',
        'namespace.pid-shared',
        'Shares processes with another container',
        'Each can see and signal the other’s processes.',
      ),
    ];
  return [];
};

const memory: Check = ({ inspect }) => {
  const mode = inspect.HostConfig.IpcMode ?? '';
  if (mode === 'host')
    return [
      finding(
        'critical',
        'namespace.ipc',
        'Shares memory with the host',
        'Shared memory and semaphores of the host’s programs can be read and changed.',
      ),
    ];
  if (mode.startsWith('container:'))
    return [
      finding(
        'weak',
        'namespace.ipc-shared',
        'Shares memory with another container',
        'Each can read the other’s shared memory.',
      ),
    ];
  return [];
};

const hostName: Check = ({ inspect }) =>
  inspect.HostConfig.UTSMode === 'host'
    ? [
        finding(
          'weak',
          'namespace.uts',
          'Shares the host’s name',
          'With the right capability it can rename the host.',
        ),
      ]
    : [];

const users: Check = ({ inspect, facts }) =>
  facts.userns && inspect.HostConfig.UsernsMode === 'host'
    ? [
        finding(
          'weak',
          'namespace.user',
          'Opts out of user mapping',
          'The engine maps users to harmless ones; this container uses the host’s own.',
        ),
      ]
    : [];

const cgroups: Check = ({ inspect, facts }) => {
  if (inspect.HostConfig.CgroupnsMode !== 'host') return [];
  // This is Docker's default with cgroup v1, where it reveals names and grants nothing.
  const byDefault = facts.cgroupVersion === '1';
  return [
    finding(
      byDefault ? 'note' : 'weak',
      'namespace.cgroup',
      'Sees the host’s control groups',
      byDefault
        ? 'The engine’s default with cgroup v1: names of the host’s groups show in /proc/self/cgroup.'
        : 'Names of the host’s groups show, and a mounted cgroup tree would be the host’s.',
    ),
  ];
};

const sysctls: Check = ({ inspect }) => {
  const set = Object.entries(inspect.HostConfig.Sysctls ?? {});
  return set.length === 0
    ? []
    : [
        finding(
          'note',
          'sysctls',
          'Kernel settings of its own',
          set.map(([name, value]) => `${name}=${value}`).join(', '),
        ),
      ];
};

export const namespaceChecks: readonly Check[] = [processes, memory, hostName, users, cgroups, sysctls];
