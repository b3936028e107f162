import { expect, it } from 'vitest';
import { readyMachine } from './machine.fixture.ts';
import { limitsProblem, unsuitableFor } from './machine.ts';
import { commandFor, missingParts } from './missing-parts.ts';
import { distributionOf } from './read-machine.ts';

const { dockerd, rootlesskit, ...fewPrograms } = readyMachine.programs;
const names = (...args: Parameters<typeof missingParts>) => missingParts(...args).map(({ name }) => name);

it('misses nothing on a machine that has everything', () => {
  expect([missingParts(readyMachine), commandFor(readyMachine)]).toEqual([[], undefined]);
});

it.each([
  ['debian', 'sudo apt install --no-install-recommends docker.io rootlesskit uidmap slirp4netns iptables'],
  ['ubuntu', 'sudo apt install --no-install-recommends docker.io rootlesskit uidmap slirp4netns iptables'],
  ['arch', 'sudo pacman -S --needed docker rootlesskit shadow slirp4netns iptables'],
  // No repository of Fedora has rootlesskit.
  ['fedora', undefined],
  ['void', undefined],
])('knows the command that installs everything on %s', (distribution, command) => {
  expect(commandFor({ ...readyMachine, programs: {}, distribution: [distribution] })).toBe(command);
});

it('needs fewer packages where the app downloads Docker', () => {
  const machine = { ...readyMachine, programs: {}, distribution: ['fedora'] };
  expect(names(machine, ['dockerd', 'rootlesskit'])).toEqual([
    'newuidmap',
    'newgidmap',
    'slirp4netns or vpnkit',
    'iptables',
  ]);
  expect(commandFor(machine, ['dockerd', 'rootlesskit'])).toBe(
    'sudo dnf install shadow-utils slirp4netns iptables-nft',
  );
});

it('adds subordinate ids after those of others', () => {
  const machine = { ...readyMachine, subordinateUsers: 'bob:100000:65536\nada:165536:10\n' };
  expect(names(machine)).toEqual(['65536 subordinate ids of ada']);
  expect(commandFor(machine)).toBe('sudo usermod --add-subuids 165546-231081 ada');
});

it('joins the commands for everything that is missing', () => {
  const machine = { ...readyMachine, programs: { ...fewPrograms, dockerd, rootlesskit }, hasTun: false };
  const command = commandFor({
    ...machine,
    userNamespaces: 'disabled',
    programs: { ...machine.programs, iptables: undefined } as never,
  });
  expect(command).toMatch(/^sudo apt install .*iptables && sudo modprobe tun .* && printf 'kernel\./);
});

it('lets AppArmor allow rootlesskit where it is, once it is there', () => {
  const restricted = { ...readyMachine, userNamespaces: 'restricted' } as const;
  expect(commandFor(restricted)).toContain('"/usr/bin/rootlesskit" flags=(unconfined)');
  expect(commandFor({ ...restricted, programs: fewPrograms })).toBeUndefined();
  expect(names({ ...restricted, programs: fewPrograms })).toContain(
    'user namespaces for rootlesskit, which AppArmor restricts',
  );
});

it('says which limits will not hold', () => {
  expect(limitsProblem(readyMachine)).toBeUndefined();
  expect(limitsProblem({ cgroups: { version: '1', controllers: [] } })).toContain('version 1');
  expect(limitsProblem({ cgroups: { version: '2', controllers: ['memory', 'pids'] } })).toMatch(
    /^CPU limits/,
  );
  expect(limitsProblem({ cgroups: { version: '2', controllers: ['pids'] } })).toMatch(
    /^Memory and CPU limits/,
  );
});

it('is for ordinary users of Linux alone', () => {
  expect(unsuitableFor(readyMachine)).toBeUndefined();
  expect(unsuitableFor({ platform: 'darwin', uid: 501 })).toContain('Linux');
  expect(unsuitableFor({ platform: 'linux', uid: 0 })).toContain('root');
});

it('reads the distribution with or without quotes', () => {
  expect(distributionOf('NAME="Ubuntu"\nID=ubuntu\nID_LIKE=debian\n')).toEqual(['ubuntu', 'debian']);
  expect(distributionOf('ID="rocky"\nID_LIKE="rhel centos fedora"\n')).toEqual([
    'rocky',
    'rhel',
    'centos',
    'fedora',
  ]);
});
