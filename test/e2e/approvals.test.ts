import { dirname, join } from 'node:path';
import type { Page } from '@playwright/test';
import { Scope } from '../../electron/lib/scope.ts';
import { seriousViolations } from '../harness/app/accessibility.ts';
import { expect, test } from '../harness/app/app.ts';
import { keepPicture } from '../harness/app/keep-picture.ts';
import { startMcp } from '../harness/control/mcp-client.ts';
import { docker } from '../harness/engine/docker-cli.ts';
import { BUSYBOX } from '../harness/engine/docker-endpoint.ts';

type Plan = { executablePath: string; userData: string; env: Record<string, string> };

/** Starts the packaged app's `bulkhead mcp` as the app's user, on the app's data folder. */
async function connect(scope: Scope, { executablePath, userData, env }: Plan) {
  const program = join(dirname(env.BULKHEAD_APP ?? executablePath), 'resources/cli/bulkhead.cjs');
  const command = env.BULKHEAD_APP === undefined ? program : executablePath;
  const started = { command, env: { ...env, BULKHEAD_APP: program } };
  return await startMcp(scope, userData, ['--client', 'coder'], started);
}

const card = (window: Page, agent: string) =>
  window
    .getByRole('region', { name: 'Requests of programs' })
    .getByRole('listitem')
    .filter({ hasText: `wants to create the agent “${agent}”` });

test('a program’s request waits as a card, and goes on only when it is allowed', async ({
  plan,
  launch,
}, testInfo) => {
  const scope = new Scope();
  const { window } = await launch();
  try {
    const { call } = await connect(scope, plan as unknown as Plan);
    const create = (name: string) =>
      call('create_agent', { name, image: BUSYBOX, memory: '64m', preset: 'strict', egress: 'full' });
    const allowed = create('allowed-one');
    await expect(card(window, 'allowed-one')).toContainText('everything public (mode Full)');
    await expect(card(window, 'allowed-one')).toContainText(/Waits \d+ s more/);
    expect(await seriousViolations(window)).toEqual([]);
    await keepPicture(window, testInfo, 'approval.png');
    await card(window, 'allowed-one').getByRole('button', { name: 'Allow once' }).click();
    await expect(card(window, 'allowed-one')).toHaveCount(0);
    expect((await allowed).facts).toMatchObject({ name: 'allowed-one', egress: 'full' });
    await expect(window.getByRole('navigation').getByText('allowed-one').first()).toBeVisible();

    const denied = create('denied-one');
    await card(window, 'denied-one').getByRole('button', { name: 'Deny' }).click();
    expect((await denied).text).toMatch(/^not-allowed: The person denied it/);
    expect(await docker('ps', '-a', '--format', '{{.Names}}')).not.toContain('denied-one');
    await call('remove_agent', { agent: 'allowed-one' });
  } finally {
    await scope.dispose();
  }
});
