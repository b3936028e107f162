import { readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { seriousViolations } from '../harness/app/accessibility.ts';
import { expect, test } from '../harness/app/app.ts';
import { agentByDockerCli, openAgentTab } from '../harness/app/docker-cli-agent.ts';
import { keepPicture } from '../harness/app/keep-picture.ts';
import { docker } from '../harness/engine/docker-cli.ts';

const talkative = [
  'printf "plain line\\n"',
  'printf "\\033[31mred words\\033[0m and \\033[38;5;45mblue ones\\033[0m\\n"',
  'echo "2026-11-21 ERROR the disk is full"',
  'echo "[warn] nearly full"',
  'echo "DEBUG details"',
  'echo "to stderr" >&2',
  'printf "<b>no markup</b> \\033]0;title\\007\\n"',
  'until [ -e /tmp/go ]; do sleep 0.05; done; echo "line written later"; sleep 600',
].join('; ');

test('shows, filters, follows, saves and clears what an agent writes', async ({ window, app }, testInfo) => {
  const agent = await agentByDockerCli(['sh', '-c', talkative]);
  try {
    await openAgentTab(window, agent.name, 'Logs');
    const log = window.getByRole('log', { name: 'Agent logs' });
    await expect(log).toContainText('the disk is full');
    await expect(log).toContainText('<b>no markup</b>');
    await expect(log.locator('[data-source="stderr"]')).toContainText('to stderr');
    await expect(log.locator('[data-level="error"]')).toHaveCount(1);
    expect(await seriousViolations(window)).toEqual([]);

    await window.getByRole('switch', { name: 'Timestamps' }).click();
    await expect(log.getByText(/^\d\d:\d\d:\d\d\.\d{3}$/).first()).toBeVisible();
    await keepPicture(window, testInfo, 'logs.png');
    await window.emulateMedia({ colorScheme: 'dark' });
    await expect(window.locator('html')).toHaveAttribute('data-theme', 'dark');
    expect(await seriousViolations(window)).toEqual([]);
    await keepPicture(window, testInfo, 'logs-dark.png');

    await docker('exec', agent.name, 'touch', '/tmp/go');
    await expect(log).toContainText('line written later');

    const filter = window.getByRole('searchbox', { name: 'Filter logs' });
    await filter.fill('FULL');
    await expect(window.getByText('2 of 8 lines match')).toBeVisible();
    await window.getByRole('button', { name: 'Match case' }).click();
    await expect(window.getByText('No line matches')).toBeVisible();
    await window.getByRole('button', { name: 'Match case' }).click();
    await window.getByRole('button', { name: 'Regular expression' }).click();
    await filter.fill('disk|nearly');
    await expect(window.getByText('2 of 8 lines match')).toBeVisible();
    await filter.fill('disk|(');
    await expect(window.getByRole('alert')).toContainText('Not a regular expression');
    await expect(window.getByText('2 of 8 lines match')).toBeVisible();
    await filter.fill('');

    const path = join(tmpdir(), `bulkhead-e2e-${process.pid}.log`);
    await app.evaluate(({ dialog }, filePath) => {
      dialog.showSaveDialog = async () => ({ canceled: false, filePath });
    }, path);
    await window.getByRole('button', { name: 'Save logs' }).click();
    await expect(window.getByText('Logs saved')).toBeVisible();
    expect(await readFile(path, 'utf8')).toContain('line written later\n');

    await window.getByRole('button', { name: 'Clear this view' }).click();
    await expect(window.getByText('Nothing here yet')).toBeVisible();
  } finally {
    await agent.remove();
  }
});

test('stays usable in a flood of 300,000 lines, and says what it left out', async ({ window }, testInfo) => {
  const agent = await agentByDockerCli(['sh', '-c', 'seq 1 300000 | sed "s/^/line /"; sleep 600']);
  try {
    await openAgentTab(window, agent.name, 'Logs');
    const log = window.getByRole('log', { name: 'Agent logs' });
    await expect(log).toContainText('line 300000');
    await log.hover();
    await window.mouse.wheel(0, -5000);
    await expect(window.getByRole('switch', { name: 'Follow' })).not.toBeChecked();
    await expect(log).not.toContainText('line 300000');
    await window.getByRole('button', { name: 'Jump to newest' }).click();
    await expect(log).toContainText('line 300000');
    await expect(window.getByRole('switch', { name: 'Follow' })).toBeChecked();

    await window.getByRole('searchbox', { name: 'Filter logs' }).fill('line 299999');
    await expect(window.getByText(/^1 of [\d,]+ lines match$/)).toBeVisible();
    await keepPicture(window, testInfo, 'filtered.png');
    // An expression takes several slices.
    await window.getByRole('button', { name: 'Regular expression' }).click();
    await window.getByRole('searchbox', { name: 'Filter logs' }).fill('^line 29999\\d$');
    await expect(window.getByText(/^10 of [\d,]+ lines match$/)).toBeVisible();
  } finally {
    await agent.remove();
  }
});

test('a stopped agent shows its log, and a start goes on with it', async ({ window }) => {
  const agent = await agentByDockerCli(['sh', '-c', 'echo "run of $(date +%s%N)"; sleep 600']);
  try {
    await openAgentTab(window, agent.name, 'Logs');
    const log = window.getByRole('log', { name: 'Agent logs' });
    await expect(log).toContainText('run of');
    await docker('stop', '-t', '1', agent.name);
    await expect(log).toContainText('The agent stopped (exit code');
    await docker('start', agent.name);
    await expect(log).toContainText('The agent started.');
    await expect(log.locator('[data-source="stdout"]')).toHaveCount(2);
    // The app's own remarks stay visible, and do not count as matches.
    await window.getByRole('searchbox', { name: 'Filter logs' }).fill('run of');
    await expect(window.getByText('2 of 2 lines match')).toBeVisible();
    await expect(log).toContainText('The agent started.');
  } finally {
    await agent.remove();
  }
});
