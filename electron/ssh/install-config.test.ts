import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  lstatSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { installConfig, isInstalled, ownConfigPath, removeConfig } from './install-config.ts';

let folder: string;
let place: { dataPath: string; configPath: string; proxy: string[] };
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "bulkhead ssh 'ü' 100% "));
  place = {
    dataPath: join(folder, 'data'),
    configPath: join(folder, 'home/.ssh/config'),
    proxy: ['/path with/node', "/it's/bulkhead.cjs", 'ssh-proxy'],
  };
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

it('creates the configuration of a person who has none, and removes its line again', async () => {
  expect(await installConfig(place)).toBe(true);
  expect(readFileSync(place.configPath, 'utf8')).toBe(`Include "${ownConfigPath(place.dataPath)}"\n`);
  expect(
    [statSync(join(folder, 'home/.ssh')), statSync(place.configPath)].map(({ mode }) => mode & 0o777),
  ).toEqual([0o700, 0o600]);
  expect(await isInstalled(place.dataPath, place.configPath)).toBe(true);
  expect(await installConfig(place)).toBe(false);
  expect(await removeConfig(place.dataPath, place.configPath)).toBe(true);
  expect(readFileSync(place.configPath, 'utf8')).toBe('');
  expect(await removeConfig(place.dataPath, place.configPath)).toBe(false);
});

it('changes nothing else, whatever is in the file, and follows a link to it', async () => {
  const before = Buffer.from([...Buffer.from('Host a\r\n  User b\r\n# '), 0xe9, 0xff, 0x0a, 0x20]);
  const dotfile = join(folder, 'dotfile');
  writeFileSync(dotfile, before);
  chmodSync(dotfile, 0o644);
  place.configPath = join(folder, 'config');
  symlinkSync(dotfile, place.configPath);
  await installConfig(place);
  expect(readFileSync(dotfile).subarray(-before.length)).toEqual(before);
  expect([lstatSync(place.configPath).isSymbolicLink(), statSync(dotfile).mode & 0o777]).toEqual([
    true,
    0o644,
  ]);
  await removeConfig(place.dataPath, place.configPath);
  expect(readFileSync(dotfile)).toEqual(before);
});

it('is understood by OpenSSH, for the names of agents alone', async () => {
  await installConfig(place);
  const option = (host: string, name: string) =>
    execFileSync('ssh', ['-F', place.configPath, '-G', host], { encoding: 'utf8', stdio: 'pipe' })
      .split('\n')
      .find((line) => line.startsWith(`${name} `))
      ?.slice(name.length + 1);
  expect(option('demo.bulkhead', 'user')).toBe('agent');
  expect(option('demo.bulkhead', 'stricthostkeychecking')).toBe('true');
  expect(option('demo.bulkhead', 'userknownhostsfile')).toContain(
    join(place.dataPath, 'ssh/known_hosts').slice(-20),
  );
  expect(option('demo.bulkhead', 'proxycommand')).toContain(`'/it'\\''s/bulkhead.cjs' 'ssh-proxy' '%n'`);
  expect(option('demo.example.com', 'proxycommand')).toBeUndefined();
});

it('runs nothing that a host’s name tells the shell', async () => {
  const planted = join(folder, 'planted');
  await installConfig({ ...place, proxy: ['echo'] });
  for (const name of [
    `$(touch ${planted})`,
    `\`touch ${planted}\``,
    `;touch ${planted};`,
    `'touch ${planted}'`,
  ]) {
    const host = `${name.replaceAll(' ', '\t')}.bulkhead`;
    expect(() =>
      execFileSync('ssh', ['-F', place.configPath, '-o', 'BatchMode=yes', host, 'true'], { stdio: 'ignore' }),
    ).toThrow();
  }
  expect(() => statSync(planted)).toThrow('ENOENT');
});
