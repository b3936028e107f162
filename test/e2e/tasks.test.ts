import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { seriousViolations } from '../harness/app/accessibility.ts';
import { test } from '../harness/app/agents.ts';
import { expect } from '../harness/app/app.ts';
import { keepPicture } from '../harness/app/keep-picture.ts';
import { ownType } from '../harness/app/own-type.ts';
import { AppPage } from '../harness/app/pages/app-page.ts';
import { ChangesTab } from '../harness/app/pages/changes-tab.ts';
import { personProject } from '../harness/app/person-project.ts';

/** A type whose program takes the prompt for a script, and prints what it is sent later. */
const WRITER = {
  version: 1,
  label: 'Writer',
  description: 'Does what the prompt says.',
  image: 'busybox:stable',
  limits: { memory: '64m', cpus: 1, pids: 64 },
  egress: { domains: [] },
  task: { command: ['sh', '-c', '{prompt}'], followUp: ['printf', '%s', '{prompt}'] },
};

test('a task goes to two agents, shows what they print and changed, and is brought home', async ({
  plan,
  launch,
}, testInfo) => {
  ownType(plan, 'writer', { 'type.json': JSON.stringify(WRITER) });
  const project = personProject(plan, 'cart.js', 'broken\n');
  const { window } = await launch();
  await window.keyboard.press('Escape');
  await expect(window.getByRole('button', { name: 'Hand over a task' })).toBeEnabled();
  await window.getByRole('button', { name: 'New Task', exact: true }).click();
  const dialog = window.getByRole('dialog', { name: 'New task' });
  const prompt = 'echo fixed >cart.js; echo "<b>done</b>"';

  await test.step('one screen, which keeps what was typed until it is right', async () => {
    await dialog.getByRole('textbox', { name: 'Prompt' }).fill(prompt);
    const agents = dialog.getByRole('group', { name: 'Agents' });
    await agents.getByRole('spinbutton', { name: 'Claude Code' }).fill('0');
    await agents.getByRole('spinbutton', { name: 'Writer' }).fill('2');
    await dialog.getByRole('textbox', { name: 'Check command' }).fill('grep fixed cart.js');
    await dialog.getByRole('textbox', { name: 'Prompt' }).press('Control+Enter');
    const folder = dialog.getByRole('textbox', { name: 'Project folder or repository' });
    await expect(folder).toBeFocused();
    expect(await seriousViolations(window)).toEqual([]);
    await folder.fill(project);
    await dialog.getByRole('button', { name: 'Create task' }).click();
    await expect(dialog).toBeHidden();
  });

  await test.step('both attempts pass their check, and their transcript is text', async () => {
    await expect(window.getByRole('heading', { level: 1 })).toHaveText(prompt);
    const attempts = window.getByRole('list', { name: 'Attempts', exact: true });
    await expect(attempts.getByText('Check passed')).toHaveCount(2, { timeout: 60_000 });
    await expect(attempts.getByText('Done', { exact: true })).toHaveCount(2);
    await attempts.getByRole('button').last().click();
    await expect(window.getByRole('log', { name: 'Transcript' })).toHaveText('<b>done</b>');
    expect(await seriousViolations(window)).toEqual([]);
    await keepPicture(window, testInfo, 'task.png');
  });

  await test.step('a comment on a line of its changes goes to the attempt, as does a message', async () => {
    await window.getByRole('button', { name: 'Show changes' }).click();
    const { differences, panel } = new ChangesTab(window);
    await differences.getByRole('button', { name: 'Comment on line 1' }).click();
    await panel.getByRole('textbox', { name: 'Comment on cart.js, line 1' }).fill('In capitals');
    await keepPicture(window, testInfo, 'comment.png');
    expect(await seriousViolations(window)).toEqual([]);
    await panel.getByRole('button', { name: 'Send as one message' }).click();
    await window.getByRole('button', { name: 'Show the task' }).click();
    await window.getByRole('list', { name: 'Attempts', exact: true }).getByRole('button').last().click();
    const transcript = window.getByRole('log', { name: 'Transcript' });
    await expect(transcript).toContainText('1. cart.js, line 1:');
    await expect(transcript).toContainText('In capitals');
    const rounds = window.getByRole('list', { name: 'Rounds' }).getByRole('listitem');
    await expect(rounds.getByText('Check passed')).toHaveCount(2);
    const box = window.getByRole('textbox', { name: 'Message to this attempt' });
    await box.fill('Thank you');
    await box.press('Control+Enter');
    await expect(rounds).toHaveCount(3);
    await expect(box).toHaveValue('');
    await expect(transcript).toHaveText('Thank you');
    await rounds.first().getByRole('button').click();
    await expect(transcript).toHaveText('<b>done</b>');
    expect(await seriousViolations(window)).toEqual([]);
    await keepPicture(window, testInfo, 'rounds.png');
  });

  await test.step('the changes of an attempt are applied as those of any agent', async () => {
    await window.getByRole('button', { name: 'Show changes' }).click();
    const changes = new ChangesTab(window);
    await expect(changes.row(/cart\.js/)).toBeVisible();
    await changes.action('Apply all…').click();
    await changes.applyDialog.getByRole('button', { name: 'Apply one file' }).click();
    await expect(changes.applyDialog).toBeHidden();
    expect(readFileSync(join(project, 'cart.js'), 'utf8')).toBe('fixed\n');
  });

  await test.step('the task is listed, and goes with its agents', async () => {
    const main = new AppPage(window);
    await expect(main.list.getByRole('listitem')).toHaveCount(2);
    await window
      .getByRole('navigation', { name: 'Agents' })
      .getByRole('button', { name: 'Tasks', exact: true })
      .click();
    await expect(window.getByRole('heading', { name: 'Tasks', exact: true })).toBeVisible();
    expect(await seriousViolations(window)).toEqual([]);
    await window.getByRole('article', { name: prompt }).getByRole('button', { name: prompt }).click();
    await window.getByRole('button', { name: 'Discard task' }).click();
    const asked = window.getByRole('alertdialog', { name: 'Discard task' });
    await asked.getByRole('button', { name: 'Discard task' }).click();
    await expect(window.getByRole('heading', { name: 'No tasks yet' })).toBeVisible();
    await expect(main.list.getByRole('listitem')).toHaveCount(0);
  });
});
