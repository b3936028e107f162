import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { shellCalls } from '../../contract/shell.ts';
import { launcherHandlers } from './launcher-handlers.ts';

const sender = {} as never;
let home: string;
const folder = () => join(home, '.local/bin');
const path = () => join(folder(), 'bulkhead');
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'bulkhead-launcher-'));
  vi.stubEnv('HOME', home);
  vi.stubEnv('PATH', '/usr/bin:/bin');
  vi.stubEnv('APPIMAGE', undefined);
});
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(home, { recursive: true, force: true });
});

function launcher(programPath = '/opt/Bulkhead/resources/cli/bulkhead.cjs') {
  const handlers = launcherHandlers({ programPath, platform: 'linux' });
  return {
    get: async () => await handlers['launcher.get']({}, sender),
    install: async () => await handlers['launcher.install']({}, sender),
    remove: async () => await handlers['launcher.remove']({}, sender),
  };
}

it('installs a program that everybody may run, makes its folders, and removes it', async () => {
  const { get, install, remove } = launcher();
  const pathLine = 'export PATH="$HOME/.local/bin:$PATH"';
  expect(await get()).toEqual({ path: path(), file: 'absent', pathLine, obstacle: null });
  expect(existsSync(join(home, '.local'))).toBe(false);
  expect((await install()).file).toBe('current');
  const modes = [join(home, '.local'), folder(), path()].map((place) => statSync(place).mode & 0o777);
  expect(modes).toEqual([0o755, 0o755, 0o755]);
  expect(readdirSync(folder())).toEqual(['bulkhead']);
  expect((await remove()).file).toBe('absent');
  expect(readdirSync(folder())).toEqual([]);
  expect((await remove()).file).toBe('absent');
});

it('replaces its own file of another place, and leaves the folder’s permissions', async () => {
  await launcher('/old/bulkhead.cjs').install();
  chmodSync(folder(), 0o700);
  const { get, install } = launcher();
  expect((await get()).file).toBe('outdated');
  expect((await install()).file).toBe('current');
  expect(readFileSync(path(), 'utf8')).toContain("program='/opt/Bulkhead/resources/cli/bulkhead.cjs'");
  expect(statSync(folder()).mode & 0o777).toBe(0o700);
});

it('neither replaces nor removes a file that is not its own', async () => {
  mkdirSync(folder(), { recursive: true });
  writeFileSync(path(), '#!/bin/sh\necho mine\n');
  const { get, install, remove } = launcher();
  expect((await get()).file).toBe('other');
  for (const act of [install, remove])
    await expect(act()).rejects.toMatchObject({ error: { type: 'conflict' } });
  expect(readFileSync(path(), 'utf8')).toBe('#!/bin/sh\necho mine\n');
  expect(readdirSync(folder())).toEqual(['bulkhead']);
});

it('follows no link, neither in place of the file, also to a launcher, nor of its folder', async () => {
  const { get, install, remove } = launcher();
  await install();
  const elsewhere = mkdtempSync(join(home, 'elsewhere-'));
  const victim = join(elsewhere, 'victim');
  writeFileSync(victim, readFileSync(path()));
  rmSync(path());
  symlinkSync(victim, path());
  expect((await get()).file).toBe('other');
  for (const act of [install, remove])
    await expect(act()).rejects.toMatchObject({ error: { type: 'conflict' } });
  rmSync(folder(), { recursive: true });
  symlinkSync(elsewhere, folder());
  await expect(install()).rejects.toThrow(/cannot be used. A symlink is on the way there/);
  expect(readdirSync(elsewhere)).toEqual(['victim']);
});

it('says that its folder is on the PATH', async () => {
  vi.stubEnv('PATH', `/usr/bin:${folder()}/`);
  expect((await launcher().get()).pathLine).toBeNull();
});

it('installs nothing from an AppImage, and says how to get it instead', async () => {
  vi.stubEnv('APPIMAGE', '/home/me/Bulkhead.AppImage');
  vi.stubEnv('APPDIR', '/tmp/.mount_Bulkhe1');
  const { get, install } = launcher('/tmp/.mount_Bulkhe1/resources/cli/bulkhead.cjs');
  expect((await get()).obstacle).toContain('“/home/me/Bulkhead.AppImage --appimage-extract”');
  await expect(install()).rejects.toMatchObject({ error: { type: 'conflict' } });
  expect(existsSync(join(home, '.local'))).toBe(false);
  // The app itself is none, but a terminal from which it was started.
  expect((await launcher().get()).obstacle).toBeNull();
});

it('takes nothing from the page', () => {
  for (const name of ['launcher.get', 'launcher.install', 'launcher.remove'] as const)
    expect(shellCalls[name].input.parse({ path: '/etc/passwd', text: 'x' })).toEqual({});
});
