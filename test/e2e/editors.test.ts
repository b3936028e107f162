import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ElectronApplication } from '@playwright/test';
import { createAgentInDialog, test } from '../harness/app/agents.ts';
import { expect } from '../harness/app/app.ts';
import { answerConsent } from '../harness/app/consent.ts';

/** Links that the app hands to the system, in place of opening them. */
async function recordLinks(app: ElectronApplication): Promise<() => Promise<string[]>> {
  await app.evaluate(({ shell }) => {
    const shared = globalThis as { openedLinks?: string[] };
    shared.openedLinks = [];
    shell.openExternal = async (url: string) => void shared.openedLinks?.push(url);
  });
  return () => app.evaluate(() => (globalThis as { openedLinks?: string[] }).openedLinks ?? []);
}

test('an agent opens in an editor by SSH, after the person agreed to the link', async ({ running, plan }) => {
  const { app, window } = running;
  const links = await recordLinks(app);
  await createAgentInDialog(window, 'edited', {
    memory: '128m',
    egress: 'Allowlist',
    allowedDomains: 'allowed.test',
  });
  const openFromMenu = async (name: string) => {
    await window.getByRole('button', { name: 'Open in editor' }).click();
    await window.getByRole('menuitem', { name }).click();
  };
  const { asked } = await answerConsent(app, false);
  await openFromMenu('Open in VS Code');
  await expect.poll(asked).toHaveLength(1);
  const link = 'vscode://vscode-remote/ssh-remote+edited.bulkhead/workspace';
  expect((await asked())[0]).toContain(link);
  expect((await asked())[0]).toContain(join(plan.home, '.ssh/config'));
  await answerConsent(app, true);
  await openFromMenu('Open in VS Code');
  await expect.poll(links).toEqual([link]);
  expect(readFileSync(join(plan.home, '.ssh/config'), 'utf8')).toMatch(/^Include "\/.*\/ssh\/config"\n$/);
  await window.getByRole('button', { name: 'Allow it' }).click();
  await window.getByRole('tab', { name: 'Isolation' }).click();
  await expect(window.getByRole('cell', { name: 'VS Code server' }).first()).toBeVisible();

  for (const name of ['Open in Cursor', 'Open in Zed', 'Open in JetBrains Gateway', 'Copy SSH command']) {
    await window.keyboard.press('Control+K');
    await window.keyboard.type(name);
    await window.keyboard.press('Enter');
    if (name.startsWith('Open')) await expect.poll(async () => (await links()).length).toBeGreaterThan(1);
    await expect(window.getByRole('dialog', { name: 'Command palette' })).toBeHidden();
  }
  await expect
    .poll(links)
    .toEqual([
      link,
      'cursor://vscode-remote/ssh-remote+edited.bulkhead/workspace',
      'zed://ssh/edited.bulkhead/workspace',
      'jetbrains-gateway://connect#type=ssh&host=edited.bulkhead&port=22&user=agent&projectPath=%2Fworkspace',
    ]);
  await expect.poll(() => app.evaluate(({ clipboard }) => clipboard.readText())).toBe('ssh edited.bulkhead');
});
