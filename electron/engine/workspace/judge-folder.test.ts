import { expect, it } from 'vitest';
import { judgeFolder } from './judge-folder.ts';

const place = {
  home: '/home/ada',
  engineSockets: ['/var/run/docker.sock', '/run/user/1001/docker.sock', '/srv/engine/docker.sock'],
};

it.each([
  '/home/ada/project',
  '/home/ada/.sshfs',
  '/srv/project',
  '/srv/engine-notes',
  '/mnt/data',
  '/opt/work',
  '/tmp/try',
  '/var/www/site',
])('gives %s', (path) => {
  expect(judgeFolder(path, place)).toEqual({ kind: 'fine' });
});

it.each([
  '/',
  '//',
  '/etc',
  '/etc/',
  '/etc/ssl/private',
  '/home/ada/project/../../../etc',
  '/private/etc',
  '/var/run/docker.sock',
  '/var/run',
  '/var',
  '/run/user/1001/docker.sock',
  '/srv/engine',
  '/srv',
  '/proc/1/root',
  '/dev',
  '/home',
  '/root',
  '/usr/bin',
  '/var/lib/docker/volumes',
  '/home/ada/.ssh',
  '/home/ada/.ssh/keys',
  '/home/ada/.aws',
  '/home/ada/.config/gcloud',
])('refuses %s', (path) => {
  expect(judgeFolder(path, place).kind).toBe('refused');
});

it.each(['/home/ada', '/home/ada/', '/home/ada/.config', '/home/ada/.local/share'])(
  'asks about %s',
  (path) => {
    expect(judgeFolder(path, place)).toMatchObject({ kind: 'confirm', reason: expect.any(String) });
  },
);

it('asks root about its own home', () => {
  const root = { ...place, home: '/root' };
  expect(judgeFolder('/root', root).kind).toBe('confirm');
  expect(judgeFolder('/root/project', root).kind).toBe('fine');
});

it('knows Windows paths as well', () => {
  const windows = { home: 'C:\\Users\\ada', engineSockets: [] };
  const kind = (path: string) => judgeFolder(path, windows).kind;
  expect(['C:\\', 'C:\\Windows\\x', 'C:\\Users', 'C:\\Users\\ada\\.ssh'].map(kind)).toEqual(
    Array(4).fill('refused'),
  );
  expect(kind('C:\\Users\\ada')).toBe('confirm');
  expect(kind('D:\\work')).toBe('fine');
});
