import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { seriousViolations } from '../harness/app/accessibility.ts';
import { test } from '../harness/app/agents.ts';
import { expect } from '../harness/app/app.ts';
import { keepPicture } from '../harness/app/keep-picture.ts';
import { ownType } from '../harness/app/own-type.ts';
import { AppPage } from '../harness/app/pages/app-page.ts';
import { ChangesTab } from '../harness/app/pages/changes-tab.ts';
import { ComparePage } from '../harness/app/pages/compare-page.ts';
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
  const [cart, who] = [join(project, 'cart.js'), join(project, 'who')];
  const { window } = await launch();
  await window.keyboard.press('Escape');
  await expect(window.getByRole('button', { name: 'Hand over a task' })).toBeEnabled();
  await window.getByRole('button', { name: 'New Task', exact: true }).click();
  const dialog = window.getByRole('dialog', { name: 'New task' });
  const prompt = 'echo fixed >cart.js; hostname >who; echo "<b>done</b>"';

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

  await test.step('the changes of an attempt are shown as those of any agent', async () => {
    await window.getByRole('button', { name: 'Show changes' }).click();
    const changes = new ChangesTab(window);
    await expect(changes.row(/cart\.js/)).toBeVisible();
  });

  const allTasks = window
    .getByRole('navigation', { name: 'Agents' })
    .getByRole('button', { name: 'Tasks', exact: true });
  const task = window.getByRole('article', { name: prompt });

  await test.step('the board has its attempts by state, and arrows lead from one to the other', async () => {
    await allTasks.click();
    await expect(window.getByRole('heading', { name: 'Tasks', exact: true })).toBeVisible();
    const done = task.getByRole('list', { name: 'Done' }).getByRole('button');
    await expect(done).toHaveCount(2);
    expect(await seriousViolations(window)).toEqual([]);
    await done.first().focus();
    await window.keyboard.press('ArrowDown');
    await expect(done.last()).toBeFocused();
    await window.keyboard.press('Enter');
    await expect(window.getByRole('region', { name: 'Attempt 2' })).toBeVisible();
  });

  await test.step('the attempts are compared, and files of both are picked, applied and taken back', async () => {
    await window.getByRole('button', { name: 'Compare' }).click();
    const compare = new ComparePage(window);
    await expect(compare.row(/cart\.js/)).toBeVisible();
    await expect(compare.attempts.getByText('Reading…')).toHaveCount(0);
    await window.keyboard.press('Shift+Digit1');
    await window.keyboard.press('Shift+Digit2');
    await expect(compare.row(/who.*Conflict/)).toBeVisible();
    await expect(compare.row(/cart\.js.*Conflict/)).toBeHidden();
    await expect(compare.apply).toBeDisabled();
    await compare.bar.getByRole('button', { name: 'Show next' }).click();
    const second = compare.outcomes.nth(1);
    await expect(second).toContainText('+');
    expect(await seriousViolations(window)).toEqual([]);
    await keepPicture(window, testInfo, 'compare.png');
    await window.keyboard.press('2');
    await compare.apply.click();
    await compare.applyDialog.getByText('(1 of 2)').waitFor();
    await compare.applyDialog.getByRole('button', { name: 'Apply one file' }).click();
    await compare.applyDialog.getByText('(2 of 2)').waitFor();
    await compare.applyDialog.getByRole('button', { name: 'Apply one file' }).click();
    await expect(compare.applyDialog).toBeHidden();
    expect(readFileSync(cart, 'utf8')).toBe('fixed\n');
    await expect(second).toContainText(readFileSync(who, 'utf8').trim());
    await expect(compare.discardRest).toBeDisabled();
    await compare.undo.click();
    // The older apply comes next.
    await expect(compare.bar.getByText(/-1:$/)).toBeVisible();
    expect(existsSync(who)).toBe(false);
    await compare.undo.click();
    await expect.poll(() => readFileSync(cart, 'utf8')).toBe('broken\n');
    await expect(compare.undo).toBeHidden();
  });

  await test.step('one attempt is taken, and the rest is discarded once it is confirmed', async () => {
    const compare = new ComparePage(window);
    await window.getByRole('button', { name: 'Take this one' }).click();
    await compare.applyDialog.getByRole('button', { name: 'Apply 2 files' }).click();
    await expect(compare.applyDialog).toBeHidden();
    await compare.discardRest.click();
    const asked = window.getByRole('alertdialog', { name: 'Discard attempt' });
    await asked.getByRole('button', { name: 'Discard attempt' }).click();
    await expect(compare.attempts.getByRole('row')).toHaveCount(2);
    expect([readFileSync(cart, 'utf8'), existsSync(who)]).toEqual(['fixed\n', true]);
    await window.keyboard.press('Escape');
    await expect(window.getByRole('button', { name: 'Compare' })).toBeDisabled();
    await expect(window.getByText('Nothing to compare with')).toBeVisible();
  });

  await test.step('the list has it too, and it goes with its agents', async () => {
    const main = new AppPage(window);
    await expect(main.list.getByRole('listitem')).toHaveCount(1);
    await allTasks.click();
    await window.getByRole('radio', { name: 'List' }).click();
    await expect(task.getByRole('list', { name: `Attempts of ${prompt}` })).toContainText('Check passed');
    expect(await seriousViolations(window)).toEqual([]);
    await task.getByRole('button', { name: prompt }).click();
    await window.getByRole('button', { name: 'Discard task' }).click();
    const asked = window.getByRole('alertdialog', { name: 'Discard task' });
    await asked.getByRole('button', { name: 'Discard task' }).click();
    await expect(window.getByRole('heading', { name: 'No tasks yet' })).toBeVisible();
    await expect(main.list.getByRole('listitem')).toHaveCount(0);
  });
});
