import type { ElectronApplication, Page } from '@playwright/test';
import { seriousViolations } from '../harness/app/accessibility.ts';
import { createGatewayAgent, test } from '../harness/app/agents.ts';
import { expect } from '../harness/app/app.ts';
import { keepPicture } from '../harness/app/keep-picture.ts';
import { AgentPage } from '../harness/app/pages/agent-page.ts';
import { requestFrom } from '../harness/gateway/agent-request.ts';

const NAME = 'shy-heron';
const request = (host: string) => requestFrom(NAME, `http://${host}/install.sh`);

const strip = (window: Page) => window.getByRole('region', { name: 'Blocked requests' });
const card = (window: Page, host: string) => strip(window).getByRole('listitem').filter({ hasText: host });
const answer = (window: Page, host: string, name: string) =>
  card(window, host).getByRole('button', { name, exact: true });
const undo = (window: Page) => window.getByRole('button', { name: 'Undo' });

/** Several cards are one line until they are opened. */
const openCards = (window: Page) =>
  strip(window).getByRole('button', { name: 'Answer', exact: true }).click();

/** Closes the toasts, so that the next Undo is that of the next answer. */
async function closeToasts(window: Page): Promise<void> {
  for (const button of await window.getByRole('button', { name: 'Close toast' }).all()) await button.click();
  await expect(undo(window)).toHaveCount(0);
}

/** Makes an agent whose requests reach the gateway, and has it ask for hosts that no rule names. */
async function blockRequests(window: Page, ...hosts: string[]): Promise<void> {
  await createGatewayAgent(window, NAME);
  await expect.poll(() => request('allowed.test')).toContain('200');
  await expect(strip(window)).toHaveCount(0);
  for (const host of hosts) expect(await request(host)).toContain('403');
}

test('a blocked request asks for an answer in every tab, the status bar and the sidebar', async ({
  window,
}, testInfo) => {
  await blockRequests(window, 'agent.example.test');
  await expect(card(window, 'agent.example.test')).toContainText('GET /install.sh');
  await expect(card(window, 'agent.example.test')).toContainText('Not on the allowlist');
  await expect(window.getByRole('status', { name: 'Newest blocked request' })).toContainText(
    'wants to reach agent.example.test',
  );
  await expect(window.getByText('1 host was blocked')).toBeVisible();
  await expect(window.locator('[data-agent-row]')).toHaveAttribute('aria-description', /1 host was blocked/);

  for (const host of ['never', 'shared', 'once'])
    expect(await request(`${host}.example.test`)).toContain('403');
  await expect(strip(window)).toContainText('4 hosts were blocked');
  expect(await seriousViolations(window)).toEqual([]);
  await keepPicture(window, testInfo, 'cards.png');
  await new AgentPage(window).show('Console');
  await expect(card(window, 'never.example.test')).toHaveCount(0);
  expect((await strip(window).boundingBox())?.height).toBeLessThan(40);
  await openCards(window);
  await expect(card(window, 'never.example.test')).toBeVisible();
  await answer(window, 'never.example.test', 'Dismiss').click();
  await answer(window, 'shared.example.test', 'Dismiss').click();
  await strip(window).getByRole('button', { name: 'All of them' }).click();
  // Two cards take the room of two: below them nothing is empty.
  await window.getByRole('heading', { level: 1 }).hover();
  await expect.poll(async () => (await strip(window).getByRole('list').boundingBox())?.height).toBe(72);
});

test('an answer counts at once, for this agent, once or never, and is undone', async ({ window }) => {
  await blockRequests(window, 'agent.example.test', 'never.example.test', 'once.example.test');
  await openCards(window);
  await answer(window, 'agent.example.test', 'For this agent').click();
  await expect(card(window, 'agent.example.test')).toHaveCount(0);
  expect(await request('agent.example.test')).toContain('200');
  await undo(window).click();
  await expect.poll(() => request('agent.example.test')).toContain('403');
  await expect(card(window, 'agent.example.test')).toBeVisible();
  await closeToasts(window);

  await answer(window, 'never.example.test', 'Never').click();
  await expect(card(window, 'never.example.test')).toHaveCount(0);
  expect(await request('never.example.test')).toContain('403');
  await answer(window, 'once.example.test', 'Allow once').click();
  await expect(window.getByText('is allowed for 10 minutes')).toBeVisible();
  expect(await request('once.example.test')).toContain('200');

  const network = await new AgentPage(window).show('Network');
  const table = network.getByRole('table', { name: 'Requests' });
  await expect(table.getByRole('row').filter({ hasText: 'never.example.test' }).first()).toContainText(
    'Denied: Your answer',
  );
});

test('an answer goes into a new set of rules', async ({ window }, testInfo) => {
  await blockRequests(window, 'shared.example.test');
  await answer(window, 'shared.example.test', 'Always…').click();
  const dialog = window.getByRole('dialog', { name: 'Always allow' });
  await dialog.getByRole('button', { name: 'Add to set' }).click();
  await expect(dialog).toContainText('Give the set a name');
  await dialog.getByRole('textbox', { name: 'Name of the new set' }).fill('Team tools');
  await keepPicture(window, testInfo, 'set.png');
  await dialog.getByRole('button', { name: 'Add to set' }).click();
  await expect(dialog).toBeHidden();
  await expect(card(window, 'shared.example.test')).toHaveCount(0);
  await expect.poll(() => request('shared.example.test')).toContain('200');
});

test('a key leads to the blocked requests, and the focus goes on when the last is dismissed', async ({
  window,
}) => {
  await blockRequests(window, 'agent.example.test');
  await new AgentPage(window).show('Network');
  await window.keyboard.press('Control+Shift+B');
  await expect(answer(window, 'agent.example.test', 'Allow once')).toBeFocused();
  await answer(window, 'agent.example.test', 'Dismiss').press('Enter');
  await expect(strip(window)).toHaveCount(0);
  await expect(window.locator(':focus')).not.toHaveCount(0);
});

/** What the desktop would show, since no desktop is there; and a window that is not in front. */
async function watchNotifications(app: ElectronApplication): Promise<void> {
  await app.evaluate(({ Notification, BrowserWindow }) => {
    const shown: Electron.Notification[] = [];
    Object.assign(globalThis, { shownNotifications: shown });
    Notification.isSupported = () => true;
    Notification.prototype.show = function show(this: Electron.Notification) {
      shown.push(this);
    };
    for (const window of BrowserWindow.getAllWindows()) window.isFocused = () => false;
  });
}

const shownNotifications = (app: ElectronApplication) =>
  app.evaluate(() =>
    (globalThis as unknown as { shownNotifications: Electron.Notification[] }).shownNotifications.map(
      ({ title, body }) => `${title} | ${body}`,
    ),
  );

test('holds a request for the answer, and reports it on the desktop', async ({ window, app }, testInfo) => {
  await createGatewayAgent(window, NAME);
  await expect.poll(() => request('allowed.test')).toContain('200');
  const page = new AgentPage(window);
  const isolation = await page.show('Isolation');
  await isolation.getByRole('combobox', { name: 'Requests without a rule' }).click();
  await window.getByRole('option', { name: 'Wait 20 s for my answer' }).click();
  await expect(isolation.getByRole('combobox', { name: 'Requests without a rule' })).toBeEnabled();
  await window.getByRole('button', { name: 'Show fleet' }).or(window.getByText('Fleet')).first().click();

  await watchNotifications(app);
  await window.evaluate(() => {
    document.hasFocus = () => false;
  });
  const held = request('held.example.test');
  await expect.poll(() => shownNotifications(app)).toHaveLength(1);
  expect((await shownNotifications(app))[0]).toContain(`${NAME}: a request was blocked`);
  expect((await shownNotifications(app))[0]).toContain('held.example.test');
  const flood = ['b', 'c', 'd'].map((name) => request(`${name}.example.test`));
  await app.evaluate(() => {
    const [first] = (globalThis as unknown as { shownNotifications: Electron.Notification[] })
      .shownNotifications;
    first?.emit('click');
  });
  await expect(page.heading).toHaveText(NAME);
  await openCards(window);
  await expect(card(window, 'held.example.test')).toContainText(/Waits \d+ s more/);
  await expect(card(window, 'held.example.test')).toContainText('nc →');
  await expect(strip(window)).toContainText('4 hosts were blocked');
  expect(await shownNotifications(app)).toHaveLength(1);
  await keepPicture(window, testInfo, 'held.png');
  expect(await seriousViolations(window)).toEqual([]);

  await answer(window, 'held.example.test', 'Allow once').click();
  expect(await held).toContain('200');
  await strip(window).getByRole('button', { name: 'Dismiss all' }).click();
  for (const refused of await Promise.all(flood)) expect(refused).toContain('403');
});

test('learns what an agent needs, also across a restart, and locks it to that', async ({
  launch,
}, testInfo) => {
  const first = await launch();
  await createGatewayAgent(first.window, NAME);
  await expect.poll(() => request('allowed.test')).toContain('200');
  const isolation = await new AgentPage(first.window).show('Isolation');
  await isolation.getByRole('button', { name: 'Learn', exact: true }).click();
  await expect(isolation.getByText(/Learning since/)).toBeVisible();
  await expect.poll(() => request('a.example.test')).toContain('200');
  await first.app.close();
  expect(await request('b.example.test')).toContain('200');

  const { window } = await launch();
  const again = await new AgentPage(window).show('Isolation');
  await expect(again.getByText(/Learning since/)).toBeVisible();
  for (const host of ['c.example.test', 'other.test']) expect(await request(host)).toContain('200');
  // The gateway lets the request through, and nobody listens there.
  expect(await request('other.test:8080')).toContain('502');
  await expect(again.getByText(/[45] hosts were reached/)).toBeVisible();
  await keepPicture(window, testInfo, 'learning.png');
  await again.getByRole('button', { name: 'Lock…' }).click();
  const dialog = window.getByRole('dialog', { name: 'Lock egress' });
  const row = (entry: string) =>
    dialog.getByRole('row').filter({ has: window.getByRole('checkbox', { name: entry, exact: true }) });
  await expect(row('*.example.test')).toContainText('a.example.test');
  await expect(row('*.example.test')).toContainText('3');
  await expect(row('allowed.test')).toContainText('not used while learning');
  await expect(row('allowed.test').getByRole('checkbox')).not.toBeChecked();
  await expect(row('other.test:8080')).toBeVisible();
  expect(await seriousViolations(window)).toEqual([]);
  await keepPicture(window, testInfo, 'lock.png');
  await dialog.getByRole('switch', { name: 'Only the exact hosts seen' }).click();
  await expect(row('a.example.test')).toBeVisible();
  await expect(row('*.example.test')).toHaveCount(0);
  await dialog.getByRole('switch', { name: 'Only the exact hosts seen' }).click();
  await row('other.test:8080').getByRole('checkbox').click();
  await expect(dialog.getByRole('button', { name: 'Lock to 2 entries' })).toContainText('↵');
  await window.keyboard.press('Enter');
  await expect(dialog).toBeHidden();
  await expect(again.getByRole('textbox', { name: 'Allowed domains' })).toHaveValue(
    /^\*\.example\.test\n+other\.test$|^other\.test\n+\*\.example\.test$/,
  );
  expect(await request('d.example.test')).toContain('200');
  expect(await request('other.test:8080')).toContain('403');
  expect(await request('allowed.test')).toContain('403');
});
