import { expect, it } from 'vitest';
import { rootChanges } from './root.ts';

const inspect = (mounts: string[], readOnly = false) => ({
  Mounts: mounts.map((Destination) => ({ Type: 'volume', Source: '', Destination, RW: true })),
  HostConfig: { ReadonlyRootfs: readOnly, Tmpfs: { '/tmp': '' } },
});

it('lists what was changed, without the folders that only hold it, mount points and the engine’s own files', () => {
  const changes = [
    { Path: '/etc', Kind: 0 },
    { Path: '/etc/profile.d', Kind: 0 },
    { Path: '/etc/profile.d/x.sh', Kind: 1 },
    { Path: '/etc/hosts', Kind: 1 },
    { Path: '/sbin', Kind: 1 },
    { Path: '/sbin/docker-init', Kind: 1 },
    { Path: '/opt/tool', Kind: 1 },
    { Path: '/opt/tool/bin', Kind: 1 },
    { Path: '/usr/bin/less', Kind: 2 },
    { Path: '/home', Kind: 1 },
    { Path: '/home/agent', Kind: 1 },
    { Path: '/tmp', Kind: 0 },
  ];
  const { entries, leftOut, readOnly } = rootChanges(changes, inspect(['/home/agent', '/workspace']));
  expect(entries.map(({ path, change }) => `${change} ${path}`)).toEqual([
    'added /etc/profile.d/x.sh',
    'added /opt/tool',
    'added /opt/tool/bin',
    'deleted /usr/bin/less',
  ]);
  expect(entries[0]?.risks.map(({ kind }) => kind)).toEqual(['shell-startup']);
  expect([leftOut, readOnly]).toEqual([0, false]);
});

it('counts what is too much to show', () => {
  const changes = Array.from({ length: 20_005 }, (_, index) => ({ Path: `/var/x/${index}`, Kind: 1 }));
  expect(rootChanges(changes, inspect([], true))).toMatchObject({ leftOut: 5, readOnly: true });
});
