import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { FromHost, ToHost } from '../contract/host.ts';
import { Emitter } from '../lib/emitter.ts';
import { silentLogger } from '../lib/logger.ts';
import { SettingsStore } from '../settings/settings-store.ts';
import { SettingsOwner } from './settings-owner.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'bulkhead-settings-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

function appOf() {
  const store = new SettingsStore(folder);
  const message = new Emitter<FromHost>();
  const sent: Extract<ToHost, { type: 'settings-update' }>[] = [];
  const host = { message, send: (each: (typeof sent)[number]) => void sent.push(each) };
  return { store, message, sent, settings: new SettingsOwner({ host, store, logger: silentLogger }) };
}
const refuse = () => Promise.reject(new Error('asked here'));

it('asks the person here, and keeps the settings, while the app owns them', async () => {
  const { settings, store, sent, message } = appOf();
  message.emit({ type: 'owner', isOwn: true });
  await expect(settings.change({ theme: 'dark' }, refuse)).rejects.toThrow('asked here');
  await settings.change({ theme: 'dark' }, async () => undefined);
  expect([store.current.theme, sent]).toEqual(['dark', []]);
});

it('has another owner change its settings, and shows what that has', async () => {
  const { settings, store, sent, message } = appOf();
  message.emit({ type: 'owner', isOwn: false });
  message.emit({ type: 'owner-settings', settings: { ...store.current, theme: 'light' } });
  expect(store.current.theme).toBe('light');
  const changed = settings.change({ theme: 'dark' }, refuse);
  expect(sent).toEqual([{ type: 'settings-update', requestId: 1, change: { theme: 'dark' } }]);
  message.emit({ type: 'owner-settings', settings: { ...store.current, theme: 'dark' } });
  message.emit({ type: 'settings-answer', requestId: 1, error: null });
  expect((await changed).theme).toBe('dark');
  // What the app remembers by itself goes there, too.
  store.change({ lastAgentId: 'a1' });
  expect(sent[1]).toMatchObject({ change: { lastAgentId: 'a1' } });
});

it('passes a refusal on, and ends what waits for an owner that has gone', async () => {
  const { settings, message } = appOf();
  message.emit({ type: 'owner', isOwn: false });
  const refused = settings.change({ theme: 'dark' }, refuse);
  const error = { type: 'not-allowed' as const, message: 'No.', actions: [] };
  message.emit({ type: 'settings-answer', requestId: 1, error });
  await expect(refused).rejects.toMatchObject({ error: { type: 'not-allowed' } });
  const waiting = settings.change({ theme: 'dark' }, refuse);
  message.emit({ type: 'owner', isOwn: true });
  await expect(waiting).rejects.toMatchObject({ error: { type: 'engine-unreachable' } });
});
