import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from '../harness/app/agents.ts';
import { expect } from '../harness/app/app.ts';
import { keepPicture } from '../harness/app/keep-picture.ts';
import { AgentPage } from '../harness/app/pages/agent-page.ts';
import { AppPage } from '../harness/app/pages/app-page.ts';

test('all of it is on one screen, and the next agent of a project takes one key and Enter', async ({
  window,
}, testInfo) => {
  const folder = mkdtempSync(join(tmpdir(), 'bulkhead-project-'));
  if (process.getuid?.() === 0) execFileSync('chown', ['bulkhead-test:bulkhead-test', folder]);
  try {
    const main = new AppPage(window);
    const dialog = await main.newAgent();
    const row = (title: string) => dialog.root.getByRole('button', { name: title });
    await dialog.fillWaiting('first');
    await dialog.chooseWorkspace('Host folder');
    await dialog.folder.fill(folder);
    await dialog.chooseEgress('Full');
    await dialog.memory.fill('96m');
    await expect(row('Equivalent docker commands')).toBeInViewport({ ratio: 1 });
    await expect(dialog.root.locator('button[aria-expanded="true"]:not([role="combobox"])')).toHaveCount(0);
    await expect(dialog.text('Purpose')).toBeInViewport({ ratio: 1 });
    const risks = dialog.root.getByRole('list', { name: 'What this means' }).getByRole('listitem');
    await expect(risks.first()).toContainText(`${folder} directly`);
    await keepPicture(window, testInfo, 'one-screen.png');
    await dialog.create.click();
    await expect(dialog.root).toBeHidden();

    await main.newAgent();
    await expect(dialog.radio('Workspace', 'New volume')).toBeChecked();
    await expect(dialog.radio('Internet egress', 'Allowlist')).toBeChecked();
    await expect(dialog.name).toHaveValue(/^[a-z]+-[a-z]+/);
    const name = await dialog.name.inputValue();
    await window.keyboard.press('Alt+1');
    await expect(dialog.folder).toHaveValue(folder);
    await expect(dialog.radio('Internet egress', 'Full')).toBeChecked();
    await expect(dialog.memory).toHaveValue('96 MiB');
    await dialog.name.press('Enter');
    await expect(dialog.root).toBeHidden();
    await expect(new AgentPage(window).heading).toHaveText(name);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
