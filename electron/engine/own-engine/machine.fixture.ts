import type { Machine } from './machine.ts';

/** A Debian machine that has everything for a rootless engine, and hands out every limit. */
export const readyMachine: Machine = {
  platform: 'linux',
  arch: 'x64',
  uid: 1000,
  userName: 'ada',
  distribution: ['debian'],
  programs: {
    dockerd: '/usr/sbin/dockerd',
    rootlesskit: '/usr/bin/rootlesskit',
    newuidmap: '/usr/bin/newuidmap',
    newgidmap: '/usr/bin/newgidmap',
    network: '/usr/bin/slirp4netns',
    iptables: '/usr/sbin/iptables',
  },
  subordinateUsers: 'ada:100000:65536\n',
  subordinateGroups: '1000:100000:65536\n',
  hasTun: true,
  userNamespaces: 'allowed',
  cgroups: { version: '2', controllers: ['cpu', 'memory', 'pids'] },
};
