import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { preferencesSchema } from '../../contract/preferences.ts';
import { SettingsStore } from '../../settings/settings-store.ts';
import type { Consent } from '../consent/consent.ts';
import { Consents } from '../consent/consents.ts';
import { LivePreferences } from '../preferences/live-preferences.ts';
import { createSettings } from './create.ts';

const folder = mkdtempSync(join(tmpdir(), 'bulkhead-settings-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function settingsWith(consent: Consent) {
  const changes: unknown[] = [];
  const preferences = new LivePreferences(preferencesSchema.parse({ gatewayBase: 'own:1' }));
  const changePreferences = async (...change: unknown[]) => void changes.push(change);
  const settings = new SettingsStore(folder);
  const { calls } = createSettings({ preferences, changePreferences, settings, consent });
  const change = async (changed: object) =>
    await calls['preferences.change']({ change: changed, basedOn: {} }, new AbortController().signal);
  const update = async (changed: object) =>
    await calls['settings.update'](changed, new AbortController().signal);
  return { change, changes, update, settings };
}

it('lets a program change preferences, and the gateway’s image only when a person agrees', async () => {
  const { change, changes } = settingsWith(new Consents({ asksPrograms: false }));
  await change({ onQuit: 'stop' });
  await expect(change({ gatewayBase: 'evil:1' })).rejects.toMatchObject({
    error: { type: 'not-allowed', field: 'gatewayBase' },
  });
  await expect(change({ authoritiesFile: '/tmp/evil.pem' })).rejects.toMatchObject({
    error: { type: 'not-allowed' },
  });
  await change({ gatewayBase: 'own:1' });
  await change({ gatewayBase: 'node:24-slim' });
  expect(changes).toEqual([
    [{ onQuit: 'stop' }, {}],
    [{ gatewayBase: 'own:1' }, {}],
    [{ gatewayBase: 'node:24-slim' }, {}],
  ]);
});

it('asks with the exact image', async () => {
  const asked: string[] = [];
  const { change, changes } = settingsWith({ ask: async ({ detail }) => void asked.push(detail) });
  await change({ gatewayBase: 'other:2' });
  expect([asked, changes]).toEqual([['other:2'], [[{ gatewayBase: 'other:2' }, {}]]]);
});

it('changes all settings for a program that keeps none, after the same questions', async () => {
  const { update, settings } = settingsWith(new Consents({ asksPrograms: false }));
  expect(await update({ theme: 'dark', preferences: { onQuit: 'stop' } })).toMatchObject({
    theme: 'dark',
    preferences: { onQuit: 'stop' },
  });
  await expect(update({ preferences: { gatewayBase: 'evil:1' } })).rejects.toMatchObject({
    error: { type: 'not-allowed', field: 'gatewayBase' },
  });
  expect(settings.current.preferences.gatewayBase).toBe('node:24-slim');
});
