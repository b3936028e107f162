import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ElectronApplication, Page } from '@playwright/test';
import { test } from '../harness/app/agents.ts';
import { expect } from '../harness/app/app.ts';
import { answerConsent } from '../harness/app/consent.ts';
import { everythingIn } from '../harness/app/everything-in.ts';
import { keepPicture } from '../harness/app/keep-picture.ts';
import { AgentPage } from '../harness/app/pages/agent-page.ts';
import { AppPage } from '../harness/app/pages/app-page.ts';
import { docker, dockerOutput } from '../harness/engine/docker-cli.ts';
import { approveSignIn, testAuthority } from '../harness/engine/internet.ts';
import { freePort } from '../harness/free-port.ts';
import { askResource, providerWithSignIn } from '../harness/gateway/sign-in-program.ts';

const HOST = 'login.example.test';

/** Keeps the addresses that the app opens in a browser. */
async function browserOf(app: ElectronApplication): Promise<() => Promise<string | undefined>> {
  await app.evaluate(({ shell }) => {
    const shared = globalThis as { openedLinks?: string[] };
    shell.openExternal = async (url: string) => {
      shared.openedLinks ??= [];
      shared.openedLinks.push(url);
    };
  });
  return () => app.evaluate(() => (globalThis as { openedLinks?: string[] }).openedLinks?.pop());
}

/** Whether the sandbox of a sign-in was ever shown among the agents since this was called. */
async function watchAgents(window: Page): Promise<() => Promise<boolean>> {
  await window.evaluate(() => {
    const shared = globalThis as { hasShownSandbox?: boolean };
    shared.hasShownSandbox = false;
    const look = () => {
      const shown = document.querySelector('nav[aria-label="Agents"]')?.textContent?.includes('sign-in-');
      shared.hasShownSandbox ||= shown === true;
    };
    new MutationObserver(look).observe(document.body, {
      subtree: true,
      childList: true,
      characterData: true,
    });
  });
  return () => window.evaluate(() => (globalThis as { hasShownSandbox?: boolean }).hasShownSandbox === true);
}

const sandboxes = () => docker('ps', '--all', '--quiet', '--filter', 'name=sign-in');
/** Asks the resource with the agent’s placeholder. */
const ask = () =>
  dockerOutput('exec', '--env=NODE_USE_ENV_PROXY=1', 'bulkhead-signed-in', 'node', '-e', askResource(HOST));

test.describe('with a keychain', () => {
  test.use({ keyring: true });

  test.beforeEach(({ plan }) => {
    const authority = join(plan.home, 'authority.pem');
    writeFileSync(authority, testAuthority(), { mode: 0o644 });
    plan.env.NODE_EXTRA_CA_CERTS = authority;
  });

  test('a person signs in with the program’s own login, and an agent works with the account', async ({
    app,
    window,
    plan,
  }, testInfo) => {
    await answerConsent(app, true);
    const opened = await browserOf(app);
    await expect(window.getByRole('contentinfo')).toContainText('Docker');
    const hasShownSandbox = await watchAgents(window);
    await window.keyboard.press('Control+Comma');
    const settings = window.getByRole('dialog', { name: 'Settings' });
    for (const account of ['Claude', 'ChatGPT', 'Google', 'GitHub Copilot'])
      await expect(
        settings.getByRole('button', { name: `Sign in to ${account}`, exact: true }),
      ).toBeVisible();
    const openSignIn = async () => {
      await settings.getByRole('button', { name: 'Add secret' }).click();
      const add = window.getByRole('dialog', { name: 'Add secret' });
      await add.getByRole('textbox', { name: 'Name' }).fill('Tool account');
      await add.getByRole('combobox', { name: 'Provider' }).click();
      await window.getByRole('option', { name: 'Custom subscription' }).click();
      await add
        .getByRole('textbox', { name: 'Description' })
        .fill(JSON.stringify(providerWithSignIn(HOST, await freePort())));
      await add.getByRole('button', { name: 'Sign in', exact: true }).click();
      await window.getByRole('button', { name: 'Open sign-in page' }).waitFor();
      await expect.poll(opened).toContain(`https://${HOST}/oauth/authorize`);
    };

    await openSignIn();
    await keepPicture(window, testInfo, 'sign-in.png');
    expect(await sandboxes()).not.toBe('');
    const running = window.getByRole('region', { name: 'What runs now' });
    await expect(running).toContainText('sign-in-');
    await expect(running).toContainText(`Reaches only${HOST}`);
    await expect(window.locator('footer').filter({ hasText: 'Running' })).toContainText(/Running\s*0 of 0/);
    await window.getByRole('button', { name: 'Cancel sign-in' }).click();
    await expect.poll(sandboxes).toBe('');

    await openSignIn();
    await window.getByRole('button', { name: 'Open sign-in page' }).click();
    let page: string | undefined;
    await expect
      .poll(async () => {
        page ??= await opened();
        return page;
      })
      .toContain('/oauth/authorize');
    const answer = await fetch(await approveSignIn(page ?? ''));
    expect(await answer.text()).toContain('You can close this page');
    const row = settings.getByRole('listitem', { name: 'Tool account' });
    await expect(row).toContainText(HOST);
    await expect.poll(sandboxes).toBe('');
    expect(everythingIn(plan.userData)).not.toContain('CANARY');
    expect(await hasShownSandbox()).toBe(false);
    await settings.getByRole('button', { name: 'Done' }).click();

    const dialog = await new AppPage(window).newAgent();
    await dialog.name.fill('signed-in');
    await dialog.root.getByRole('checkbox', { name: 'Tool account' }).check();
    await dialog.create.click();
    await expect(new AgentPage(window).status).toHaveText('Running');
    await expect.poll(ask).toContain('welcome');
    expect(await ask()).not.toContain('CANARY');
  });
});
