import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { seriousViolations } from '../harness/app/accessibility.ts';
import { test } from '../harness/app/agents.ts';
import { expect } from '../harness/app/app.ts';
import { keepPicture } from '../harness/app/keep-picture.ts';
import { AgentPage } from '../harness/app/pages/agent-page.ts';
import { ChangesTab } from '../harness/app/pages/changes-tab.ts';
import { ConsoleTab } from '../harness/app/pages/console-tab.ts';
import { NewAgentDialog } from '../harness/app/pages/new-agent-dialog.ts';
import { addresses, setNames } from '../harness/engine/internet.ts';

test.beforeEach(() => setNames({ 'example.com': [addresses.server] }));
test.afterEach(() => setNames({}));

test('the first start welcomes, and no later one does', async ({ running, launch }) => {
  const welcome = running.window.getByRole('dialog', { name: 'Welcome' });
  await expect(welcome).toContainText('Found Docker');
  expect(await seriousViolations(running.window)).toEqual([]);
  await welcome.getByRole('button', { name: 'Not now' }).click();
  await expect(welcome).toBeHidden();
  await running.close();
  const { window } = await launch();
  await expect(window.getByRole('heading', { name: 'No agents yet' })).toBeVisible();
  await expect(window.getByRole('dialog')).toHaveCount(0);
});

test('the sample project shows the whole loop: create, watch, allow, look at changes, apply', async ({
  window,
  plan,
}, testInfo) => {
  await window
    .getByRole('dialog', { name: 'Welcome' })
    .getByRole('button', { name: 'Sample project' })
    .click();
  await new NewAgentDialog(window).create.click();
  const { screen } = new ConsoleTab(window);
  await expect(screen).toContainText('Blocked (403)');
  await keepPicture(window, testInfo, 'blocked.png');
  await window
    .getByRole('region', { name: 'Blocked requests' })
    .getByRole('button', { name: 'For this agent' })
    .click();
  await expect(screen).toContainText('Done.');
  await expect(screen).toContainText('Reached.');
  await keepPicture(window, testInfo, 'done.png');

  await new AgentPage(window).show('Changes');
  const changes = new ChangesTab(window);
  await expect(changes.row(/slug\.js/)).toBeVisible();
  await changes.action('Apply all…').click();
  await changes.applyDialog.getByRole('button', { name: 'Apply one file' }).click();
  await expect(changes.applyDialog).toBeHidden();
  const source = join(plan.userData, 'samples/sample-project/src/slug.js');
  expect(readFileSync(source, 'utf8')).toContain("replaceAll(' ', '-')");
});
