import { lstat, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { SettingsStore } from './settings-store.ts';

let folder: string;
let path: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'bulkhead-settings-'));
  path = join(folder, 'settings.json');
});
afterEach(() => rm(folder, { recursive: true }));

it('writes what changes, and reads it again', async () => {
  const store = new SettingsStore(folder);
  await store.load();
  store.change({ theme: 'dark' });
  await store.flush();
  const later = new SettingsStore(folder);
  await later.load();
  expect(later.current.theme).toBe('dark');
  expect(later.problem).toBeNull();
});

it('has nobody welcomed at the first start alone', async () => {
  const first = new SettingsStore(folder);
  await first.load();
  expect(first.current.welcomed).toBe(false);
  first.change({ welcomed: true });
  await first.flush();
  const second = new SettingsStore(folder);
  await second.load();
  expect(second.current.welcomed).toBe(true);
});

it('takes a file of a version that welcomed nobody for one of a person who knows the app', async () => {
  await writeFile(path, '{ "version": 1 }');
  const store = new SettingsStore(folder);
  await store.load();
  expect(store.current.welcomed).toBe(true);
});

it('changes preferences as a program read them, and refuses when they were changed meanwhile', () => {
  const store = new SettingsStore(folder);
  const { budget } = store.current.preferences;
  store.changePreferences({ budget: { memoryBytes: 5, cpus: null } }, { budget });
  expect(store.current.preferences.budget.memoryBytes).toBe(5);
  expect(() => store.changePreferences({ onQuit: 'stop' }, { budget })).toThrow('meanwhile');
  expect(store.current.preferences.onQuit).toBe('ask');
});

it('reports a file that cannot be read, and never writes over it', async () => {
  await symlink('settings.json', path); // A link to itself: reading fails for every user, and a write would replace the link.
  const store = new SettingsStore(folder);
  await store.load();
  expect(store.problem).toMatchObject({ field: 'read', message: expect.stringContaining('cannot be read') });
  expect(store.change({ theme: 'dark' }).theme).toBe('dark');
  await store.flush();
  expect((await lstat(path)).isSymbolicLink()).toBe(true);
});

it('sets a broken file aside, and goes on with the defaults', async () => {
  await writeFile(path, '{ "theme": ');
  const store = new SettingsStore(folder);
  await store.load();
  expect(store.problem).toMatchObject({ field: 'read' });
  store.change({ theme: 'light' });
  await store.flush();
  const aside = (await readdir(folder)).find((name) => name.startsWith('settings.json.broken-'));
  expect(await readFile(join(folder, aside ?? 'none'), 'utf8')).toBe('{ "theme": ');
});

it('leaves the file to another owner, which gets the changes, and goes on with what that left', async () => {
  const store = new SettingsStore(folder);
  await store.load();
  const changes: unknown[] = [];
  store.lend((change) => changes.push(change));
  store.change({ theme: 'dark' });
  await store.flush();
  expect([store.current.theme, changes]).toEqual(['dark', [{ theme: 'dark' }]]);
  await expect(readFile(path, 'utf8')).rejects.toThrow('ENOENT');

  const owner = new SettingsStore(folder);
  store.adopt(owner.change({ theme: 'light', preferences: { onQuit: 'stop' } }));
  expect(store.current).toEqual(owner.current);
  owner.change({ sidebarCollapsed: true });
  await owner.flush();
  await store.takeBack();
  expect(store.current).toEqual(owner.current);
  store.change({ theme: 'system' });
  await store.flush();
  expect(JSON.parse(await readFile(path, 'utf8'))).toMatchObject({ theme: 'system', sidebarCollapsed: true });
});
