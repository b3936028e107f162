import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ElectronApplication } from '@playwright/test';
import { test } from '../harness/app/agents.ts';
import { expect } from '../harness/app/app.ts';
import { answerConsent } from '../harness/app/consent.ts';
import { everythingIn } from '../harness/app/everything-in.ts';
import { AgentPage } from '../harness/app/pages/agent-page.ts';
import { AppPage } from '../harness/app/pages/app-page.ts';
import { docker, dockerOutput } from '../harness/engine/docker-cli.ts';
import { approveSignIn, testAuthority } from '../harness/engine/internet.ts';
import { freePort } from '../harness/free-port.ts';
import { ACCOUNT_FILE, testProvider } from '../harness/gateway/oauth-provider.ts';

const HOST = 'login.example.test';

/** A program that signs in as others do: it prints a page, waits for the browser on localhost, and writes a file. */
const program = (port: number): string => `
const { createHash, randomBytes } = require('node:crypto');
const { mkdirSync, writeFileSync } = require('node:fs');
const verifier = randomBytes(32).toString('base64url');
const redirect = 'http://localhost:${port}/callback';
const query = new URLSearchParams({ response_type: 'code', client_id: 'client-1', state: 's', redirect_uri: redirect,
  code_challenge_method: 'S256', code_challenge: createHash('sha256').update(verifier).digest('base64url') });
require('node:http').createServer(async (request, response) => {
  const code = new URL(request.url, redirect).searchParams.get('code');
  response.end('ok');
  const body = new URLSearchParams({ grant_type: 'authorization_code', code, code_verifier: verifier, redirect_uri: redirect });
  const tokens = await (await fetch('https://${HOST}/oauth/token', { method: 'POST', body })).json();
  mkdirSync(process.env.HOME + '/.tool', { recursive: true });
  const file = { access: tokens.access_token, refresh: tokens.refresh_token, end: Date.now() + 3600000 };
  writeFileSync(process.env.HOME + '/${ACCOUNT_FILE}', JSON.stringify(file));
}).listen(${port}, '127.0.0.1', () => console.log('Open https://${HOST}/oauth/authorize?' + query));
`;

const description = (port: number) => ({
  ...testProvider(HOST),
  signIn: {
    type: 'shell',
    command: ['node', '-e', program(port)],
    hosts: [HOST],
    pages: [HOST],
    // Only the gateway’s own certificates are trusted in a sandbox.
    environment: { NODE_USE_ENV_PROXY: '1', NODE_TLS_REJECT_UNAUTHORIZED: '0' },
  },
});

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

const sandboxes = () => docker('ps', '--all', '--quiet', '--filter', 'name=sign-in');
/** Asks the resource with the agent’s placeholder. */
const askResource = () =>
  dockerOutput(
    'exec',
    '--env=NODE_USE_ENV_PROXY=1',
    'bulkhead-signed-in',
    'node',
    '-e',
    `const { access } = JSON.parse(require('node:fs').readFileSync(process.env.HOME + '/${ACCOUNT_FILE}'));
     fetch('https://${HOST}/oauth/resource', { headers: { Authorization: 'Bearer ' + access } })
       .then((answer) => answer.text()).then(console.log)`,
  );

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
        .fill(JSON.stringify(description(await freePort())));
      await add.getByRole('button', { name: 'Sign in', exact: true }).click();
      await window.getByRole('button', { name: 'Open sign-in page' }).waitFor();
      await expect.poll(opened).toContain(`https://${HOST}/oauth/authorize`);
    };

    await openSignIn();
    await window.screenshot({ path: testInfo.outputPath('sign-in.png') });
    expect(await sandboxes()).not.toBe('');
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
    await settings.getByRole('button', { name: 'Done' }).click();

    const dialog = await new AppPage(window).newAgent();
    await dialog.name.fill('signed-in');
    await dialog.root.getByRole('checkbox', { name: 'Tool account' }).check();
    await dialog.create.click();
    await expect(new AgentPage(window).status).toHaveText('Running');
    await expect.poll(askResource).toContain('welcome');
    expect(await askResource()).not.toContain('CANARY');
  });
});
