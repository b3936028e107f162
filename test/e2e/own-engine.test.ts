import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { isDebianRoot } from '../../scripts/setup/debian.mjs';
import { expect, test } from '../harness/app/app.ts';

test.use({
  plan: async ({ plan }, use) => {
    delete plan.env.DOCKER_HOST;
    const executablePath = join(import.meta.dirname, '../harness/app/run-without-engine.sh');
    await use({ ...plan, executablePath });
  },
});

/** Command lines that name this folder. */
const processesOf = (folder: string) =>
  execFileSync('ps', ['-eo', 'args='], { encoding: 'utf8' })
    .split('\n')
    .filter((line) => line.includes(`${folder}/`));

const title = 'a machine without an engine gets one of its own in Welcome, and is rid of it in Settings';
// Only root can make the network device that the ordinary user needs.
if (isDebianRoot())
  test(title, async ({ plan, launch }) => {
    const folder = join(plan.userData, 'engine');
    const { window } = await launch();
    const welcome = window.getByRole('dialog', { name: 'Welcome' });
    // Until the list of types is there, the only one is chosen.
    await expect(welcome.getByRole('radio', { name: 'Claude Code', exact: true })).toBeChecked();
    await welcome.getByRole('radio', { name: 'Shell', exact: true }).click();
    await welcome.getByRole('button', { name: 'Start an engine of its own' }).click();
    await expect(welcome).toContainText('Found Docker');
    await expect(welcome.getByRole('radio', { name: 'Shell', exact: true })).toBeChecked();
    expect(processesOf(folder)).not.toEqual([]);

    await window.keyboard.press('Control+,');
    const settings = window.getByRole('dialog', { name: 'Settings' });
    await settings.getByRole('button', { name: 'Remove engine…' }).click();
    const question = window.getByRole('alertdialog');
    await expect(question).toContainText(`This deletes the folder ${folder}.`);
    await question.getByRole('button', { name: 'Remove engine' }).click();
    await expect(settings.getByRole('button', { name: 'Start an engine of its own' })).toBeVisible();
    expect([existsSync(folder), processesOf(folder)]).toEqual([false, []]);
  });
