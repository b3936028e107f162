import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { text } from 'node:stream/consumers';
import { expect, test } from '../harness/app/app.ts';
import { answerConsent } from '../harness/app/consent.ts';
import { agentByDockerCli } from '../harness/app/docker-cli-agent.ts';

type Plan = { executablePath: string; args: string[]; userData: string; env: Record<string, string> };

/** Starts the command line of the packaged app for the app's own data folder and user. */
function run({ executablePath, userData, env }: Plan, args: readonly string[]): ChildProcess {
  const program = join(dirname(env.BULKHEAD_APP ?? executablePath), 'resources/cli/bulkhead.cjs');
  return spawn(env.BULKHEAD_APP === undefined ? program : executablePath, args, {
    env: { ...env, BULKHEAD_APP: program, BULKHEAD_DATA: userData },
    stdio: ['ignore', 'pipe', 'inherit'],
    detached: true,
  });
}

/** Starts `bulkhead serve` of the packaged app for the app's own data folder and user; resolves once it listens. */
async function serve(plan: Plan, args: readonly string[] = []): Promise<ChildProcess> {
  const served = run(plan, ['serve', ...args]);
  await once(served.stdout as NonNullable<typeof served.stdout>, 'data');
  return served;
}

const end = (served: ChildProcess, signal: NodeJS.Signals) => process.kill(-(served.pid ?? 0), signal);

/** Whether no process of the group is left. */
function hasEnded(leader: ChildProcess): boolean {
  try {
    process.kill(-(leader.pid ?? 0), 0);
    return false;
  } catch {
    return true;
  }
}

test('a window works through a host without the app, also its secrets and dialogs, and goes on by itself when that is killed', async ({
  plan,
  launch,
}) => {
  const served = await serve(plan as unknown as Plan, ['--key-file', join(plan.home, 'key')]);
  const { app, window } = await launch();
  await expect(window.getByRole('heading', { name: 'No agents yet' })).toBeVisible();
  // The host has no dialogs: it asks in those of the app, and keeps the secrets of the app's settings.
  const { asked } = await answerConsent(app, true);
  await window.keyboard.press('Control+Comma');
  const settings = window.getByRole('dialog', { name: 'Settings' });
  await settings.getByRole('button', { name: 'Add secret' }).click();
  const dialog = window.getByRole('dialog', { name: 'Add secret' });
  await dialog.getByRole('textbox', { name: 'Name' }).fill('Kept by the host');
  await dialog.getByRole('combobox', { name: 'Source' }).click();
  await window.getByRole('option', { name: /^Command/ }).click();
  await dialog.getByRole('textbox', { name: 'Command' }).fill('echo from-the-command');
  await dialog.getByRole('button', { name: 'Save secret' }).click();
  await expect(settings.getByRole('list', { name: 'Secrets' })).toContainText('Kept by the host');
  expect(await asked()).toEqual(['echo from-the-command']);
  // The host keeps the settings as well, so that neither process writes over what the other changed.
  await settings.getByRole('radio', { name: 'Light', exact: true }).click();
  const settingsOf = () => JSON.parse(readFileSync(join(plan.userData, 'settings.json'), 'utf8'));
  await expect.poll(settingsOf).toMatchObject({ theme: 'light' });
  await once(run(plan as unknown as Plan, ['settings', 'set', 'budget-memory', '16g']), 'exit');
  await expect
    .poll(settingsOf)
    .toMatchObject({ theme: 'light', preferences: { budget: { memoryBytes: 16 * 1024 ** 3 } } });
  await window.keyboard.press('Escape');
  const closed = once(served, 'close');
  end(served, 'SIGKILL');
  await closed;
  const agent = await agentByDockerCli(['sleep', '600']);
  try {
    await expect(window.getByRole('navigation').getByText(agent.name).first()).toBeVisible();
  } finally {
    await agent.remove();
  }
});

test('a command in the app’s first moments joins the app’s host, before the window is there', async ({
  plan,
}) => {
  const { executablePath, args, env, userData } = plan as unknown as Plan;
  const app = spawn(executablePath, [...args, '--disable-gpu'], { env, stdio: 'ignore', detached: true });
  const exit = once(app, 'exit');
  try {
    await expect.poll(() => existsSync(join(userData, 'app/bulkhead.sock')), { intervals: [1] }).toBe(true);
    const answers = [1, 2].map(() => {
      const { stdout } = run(plan as unknown as Plan, ['doctor', '--json']);
      return text(stdout as NonNullable<typeof stdout>);
    });
    for (const answer of await Promise.all(answers))
      expect(JSON.parse(answer)).toMatchObject({ facts: { host: 'running' } });
    // A second host would have had the next number.
    expect(readdirSync(join(userData, 'control')).sort()).toEqual(['bulkhead.sock', 'owner-1.sock']);
  } finally {
    end(app, 'SIGTERM');
    await exit;
    // Other processes of the app write into its folder for a moment longer than the first.
    await expect.poll(() => hasEnded(app)).toBe(true);
  }
});
