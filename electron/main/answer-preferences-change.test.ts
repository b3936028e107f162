import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, it } from 'vitest';
import type { FromHost, ToHost } from '../contract/host.ts';
import { MainPreferences } from '../engine/preferences/main-preferences.ts';
import { SettingsStore } from '../settings/settings-store.ts';
import { answerPreferencesChange } from './answer-preferences-change.ts';

const folder = mkdtempSync(join(tmpdir(), 'bulkhead-settings-'));
afterEach(() => rmSync(folder, { recursive: true, force: true }));

it('changes the settings for the engine host, and passes a conflict on', async () => {
  const settings = new SettingsStore(folder);
  const host = {
    send: (message: Extract<ToHost, { type: 'preferences-answer' }>) => preferences.receive(message),
  };
  const preferences = new MainPreferences((message: FromHost) => {
    if (message.type === 'change-preferences') answerPreferencesChange(message, settings, host);
  });
  await preferences.change({ onQuit: 'stop' }, { onQuit: 'ask' });
  expect(settings.current.preferences.onQuit).toBe('stop');
  await expect(preferences.change({ onQuit: 'keep' }, { onQuit: 'ask' })).rejects.toMatchObject({
    error: { type: 'conflict' },
  });
  expect(settings.current.preferences.onQuit).toBe('stop');
  await settings.flush();
});
