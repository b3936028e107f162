import { expect, it } from 'vitest';
import { extraFolderSchema, hostFolder, privateCopy } from '../../contract/agent-spec.ts';
import { agentMounts, workingDirectory } from './mounts.ts';

const targets = (workspace: Parameters<typeof agentMounts>[1]['workspace'], masked = []) =>
  agentMounts('a', { workspace }, masked).map(({ Source, Target }) => `${Source} ${Target}`);

it('mounts a folder under its own path too, unless that is not wished or is taken inside', () => {
  expect(targets(hostFolder('/home/ada/p')).slice(1)).toEqual([
    '/home/ada/p /workspace',
    '/home/ada/p /home/ada/p',
  ]);
  const plain = hostFolder('/home/ada/p', { mirrorPath: false });
  expect(targets(plain).slice(1)).toEqual(['/home/ada/p /workspace']);
  expect(workingDirectory({ workspace: plain })).toBe('/workspace');
  expect(targets(hostFolder('/tmp/p')).slice(1)).toEqual(['/tmp/p /workspace']);
});

it('mounts further folders where they are on the host, or below /folders', () => {
  const folders = ['/srv/a', '/var/b', 'C:\\Users\\ada\\c'].map((path) => ({ path, readOnly: true }));
  expect(targets(hostFolder('/home/ada/p', { mirrorPath: false, folders })).slice(2)).toEqual([
    '/srv/a /srv/a',
    '/var/b /folders/2-b',
    'C:\\Users\\ada\\c /folders/3-c',
  ]);
});

it('mounts a further folder where it is wanted', () => {
  const folders = [{ path: '/srv/a', target: '/data', readOnly: true }];
  expect(targets(hostFolder('/home/ada/p', { mirrorPath: false, folders })).slice(2)).toEqual([
    '/srv/a /data',
  ]);
});

it.each(['data', '/', '/etc', '/usr/lib', '/proc/1', '/a/../etc', '/workspace', '/run/secrets'])(
  'mounts no folder at %s',
  (target) => {
    expect(extraFolderSchema.safeParse({ path: '/srv/a', target }).success).toBe(false);
  },
);

it('covers what is masked wherever the folder is mounted', () => {
  const masked = [
    { folder: '/home/ada/p', path: 'a/.env', kind: 'file' as const },
    { folder: '/home/ada/p', path: '.ssh', kind: 'directory' as const },
  ];
  const mounts = agentMounts('a', { workspace: hostFolder('/home/ada/p') }, masked);
  const covers = mounts.filter(({ Source }) => Source !== '/home/ada/p').slice(1);
  expect(covers.map(({ Type, Target, ReadOnly }) => [Type, Target, ReadOnly])).toEqual([
    ['bind', '/workspace/a', undefined],
    ['bind', '/workspace/a/.env', true],
    ['tmpfs', '/workspace/.ssh', true],
    ['bind', '/home/ada/p/a', undefined],
    ['bind', '/home/ada/p/a/.env', true],
    ['tmpfs', '/home/ada/p/.ssh', true],
  ]);
});

it('gives a private copy one volume and never its baseline', () => {
  const source = { kind: 'repository' as const, url: 'https://example.com/x.git', ref: '' };
  expect(targets(privateCopy(source))).toEqual([
    'bulkhead-a-home /home/agent',
    'bulkhead-a-workspace /workspace',
  ]);
});
