import { randomUUID } from 'node:crypto';
import type { Page } from '@playwright/test';
import type { AgentSpecInput } from '../../electron/contract/agent-spec.ts';
import { seriousViolations } from '../harness/app/accessibility.ts';
import { test as base, expect } from '../harness/app/app.ts';
import { docker } from '../harness/engine/docker-cli.ts';

/** Makes an agent as the engine has it after a create: the app knows agents by their labels alone. */
async function makeAgent(name: string, spec: Partial<AgentSpecInput> | string = {}): Promise<string> {
  const label =
    typeof spec === 'string'
      ? spec
      : JSON.stringify({
          version: 1,
          name,
          type: 'custom',
          image: 'busybox:stable',
          resources: { memoryBytes: 64 * 1024 * 1024, cpus: 1, pids: 64 },
          isolation: {},
          egress: { mode: 'off' },
          ...spec,
        } satisfies AgentSpecInput);
  // A new id each time, as the app makes them.
  const labels = [`agent=${randomUUID()}`, 'role=agent', `spec=${label}`].flatMap((each) => [
    '--label',
    `dev.bulkhead.${each}`,
  ]);
  const limits = ['--memory', '64m', '--pids-limit', '64', '--init', '--network', 'none'];
  return await docker(
    'run',
    '-d',
    '--name',
    `bulkhead-${name}`,
    ...labels,
    ...limits,
    'busybox:stable',
    'sleep',
    '3600',
  );
}

const test = base.extend<{ agents: string[] }>({
  /** Running agents, made with `docker` before the app starts. */
  agents: async ({ engine }, use) => {
    const names = ['brave-badger', 'calm-heron', 'quiet-otter'];
    expect(engine.dockerHost).toBe(process.env.DOCKER_HOST);
    for (const name of names) await makeAgent(name, { tags: name === 'quiet-otter' ? ['docs'] : [] });
    await use(names);
    const left = await docker('ps', '-aq', '--filter', 'label=dev.bulkhead.agent');
    if (left !== '') await docker('rm', '-f', ...left.split('\n'));
  },
  // The app starts after the agents were made.
  window: async ({ agents: _agents, window }, use) => await use(window),
});

const list = (window: Page) =>
  window.getByRole('navigation', { name: 'Agents' }).getByRole('list', { name: 'Agents' });
const inList = (window: Page, name: string) => list(window).getByRole('button', { name, exact: true });
const status = (window: Page) => window.getByRole('status', { name: 'Agent status' });
const press = (window: Page, name: string) => window.getByRole('button', { name, exact: true }).click();

test('the list names every agent, finds one, and opens it', async ({ window, agents }) => {
  await expect(list(window).getByRole('listitem')).toHaveCount(agents.length);
  await window.getByRole('searchbox', { name: 'Search agents' }).fill('docs');
  await expect(list(window).getByRole('listitem')).toHaveCount(1);
  await inList(window, 'quiet-otter').click();
  await expect(window.getByRole('heading', { level: 1, name: 'quiet-otter' })).toBeVisible();
  await expect(status(window)).toHaveText('Running');
  await expect(window.getByRole('contentinfo')).toContainText(`Running${agents.length} of ${agents.length}`);
  expect(await seriousViolations(window)).toEqual([]);
});

test('an agent is stopped, started, paused and resumed, and only what makes sense can be pressed', async ({
  window,
}) => {
  await inList(window, 'calm-heron').click();
  await expect(window.getByRole('button', { name: 'Start', exact: true })).toBeDisabled();
  await press(window, 'Pause');
  await expect(status(window)).toHaveText('Paused');
  await press(window, 'Resume');
  await expect(status(window)).toHaveText('Running');
  await press(window, 'Stop');
  await expect(status(window)).toHaveText('Stopped');
  await expect(window.getByRole('button', { name: 'Stop', exact: true })).toBeDisabled();
  await window.keyboard.press('F5');
  await expect(status(window)).toHaveText('Running');
});

test('going back into the tabs with the keyboard leads to the tab that shows, not to one that was clicked', async ({
  window,
}) => {
  const tab = (name: string) => window.getByRole('tab', { name, exact: true });
  await inList(window, 'calm-heron').click();
  await tab('Details').click();
  await window.keyboard.press('Control+1');
  await expect(tab('Overview')).toHaveAttribute('aria-selected', 'true');
  await window.getByRole('tabpanel', { name: 'Overview' }).focus();
  await window.keyboard.press('Shift+Tab');
  await expect(tab('Overview')).toBeFocused();
  await expect(tab('Overview')).toHaveAttribute('aria-selected', 'true');
});

test('what somebody does with docker shows at once', async ({ window }) => {
  await inList(window, 'brave-badger').click();
  await docker('pause', 'bulkhead-brave-badger');
  await expect(status(window)).toHaveText('Paused');
  await docker('rm', '-f', 'bulkhead-brave-badger');
  await expect(window.getByRole('heading', { name: 'brave-badger was removed' })).toBeVisible();
  await expect(inList(window, 'brave-badger')).toBeHidden();
  await press(window, 'Show all agents');
  await expect(window.getByRole('table', { name: 'Fleet' })).toBeVisible();
});

test('an agent is renamed, and a bad name is refused with the reason', async ({ window }) => {
  await inList(window, 'quiet-otter').click();
  await press(window, 'Rename');
  const dialog = window.getByRole('dialog', { name: 'Rename agent' });
  const name = dialog.getByRole('textbox', { name: 'Name' });
  await name.fill('bad name!');
  await expect(name).toHaveAttribute('aria-invalid', 'true');
  await name.fill('calm-heron');
  await press(window, 'Rename agent');
  await expect(dialog).toContainText('taken');
  await name.fill('loud-otter');
  await press(window, 'Rename agent');
  await expect(window.getByRole('heading', { level: 1, name: 'loud-otter' })).toBeVisible();
  expect(await docker('ps', '--format', '{{.Names}}')).toContain('bulkhead-loud-otter');
});

test('several agents are selected and stopped together', async ({ window }) => {
  await inList(window, 'brave-badger').click({ modifiers: ['Control'] });
  await inList(window, 'quiet-otter').click({ modifiers: ['Shift'] });
  const selected = window.getByRole('toolbar', { name: 'Selected agents' });
  await expect(selected).toContainText('3 selected');
  await selected.getByRole('button', { name: 'Stop selected' }).click();
  await expect(window.getByRole('contentinfo')).toContainText('Running0 of 3');
  await selected.getByRole('button', { name: 'Clear selection' }).click();
  await expect(selected).toBeHidden();
});

test('a removal says what is lost before it happens', async ({ window }) => {
  await inList(window, 'calm-heron').click();
  await press(window, 'Remove');
  const question = window.getByRole('alertdialog', { name: 'Remove agent' });
  await expect(question).toContainText('calm-heron');
  await expect(question).toContainText('cannot be undone');
  expect(await seriousViolations(window)).toEqual([]);
  await question.getByRole('button', { name: 'Cancel' }).click();
  await expect(question).toBeHidden();
  await expect(inList(window, 'calm-heron')).toBeVisible();
});

test('the fleet is sorted and filtered', async ({ window }) => {
  const fleet = window.getByRole('table', { name: 'Fleet' });
  await fleet.getByRole('button', { name: 'Name' }).click();
  await expect(fleet.getByRole('row').nth(1)).toContainText('quiet-otter');
  await window.getByRole('combobox', { name: 'Tag' }).click();
  await window.getByRole('option', { name: 'docs' }).click();
  await expect(fleet.getByRole('row')).toHaveCount(2);
  await window.getByRole('combobox', { name: 'Status' }).click();
  await window.getByRole('option', { name: 'Failed' }).click();
  await press(window, 'Clear filter');
  await expect(fleet.getByRole('row')).toHaveCount(4);
  expect(await seriousViolations(window)).toEqual([]);
});

test('an agent whose spec is nonsense still shows and can be removed', async ({ window }) => {
  await makeAgent('odd-one', '{"version":1,"name":');
  await inList(window, 'odd-one').click();
  await expect(window.getByRole('heading', { level: 1, name: 'odd-one' })).toBeVisible();
  await expect(window.getByText('Unreadable spec', { exact: true })).toBeVisible();
  await expect(window.getByRole('button', { name: 'Remove', exact: true })).toBeEnabled();
  await expect(window.getByRole('button', { name: 'Duplicate', exact: true })).toBeDisabled();
  await press(window, 'Remove');
  await window.getByRole('alertdialog').getByRole('button', { name: 'Remove agent', exact: true }).click();
  await expect(inList(window, 'odd-one')).toBeHidden();
  await expect(window.getByRole('table', { name: 'Fleet' })).toBeVisible();
});
