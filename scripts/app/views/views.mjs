import { expect } from '../pictures/window.mjs';

/** The agent with everything, that the dialog makes, and one of those that Docker's command line makes. */
export const AGENT = 'cart-rounding';
const PLAIN = 'agent-002';
const MOST_PARTS = 12;
const tabs = ['Overview', 'Console', 'Logs', 'Network', 'Changes', 'Isolation', 'Details'];
const types = ['Claude Code', 'Codex', 'Gemini CLI', 'OpenCode', 'Shell', 'Custom image'];
const workspaces = ['New volume', 'Host folder', 'Private copy'];

/** What engine and page still have to do shows a moment later, and there is no one state to wait for in all views. */
const settle = (page) => page.waitForTimeout(1_200);

/** From the top to the end of what scrolls around an element, a picture for each part that fits. */
async function takeParts(inner, take, name) {
  const scroller = await inner.evaluateHandle((element) => {
    const scrolls = (each) => /auto|scroll/.test(getComputedStyle(each).overflowY);
    for (let each = element; each; each = each.parentElement) if (scrolls(each)) return each;
    return document.documentElement;
  });
  await scroller.evaluate((element) => element.scrollTo(0, 0));
  for (let part = 1; part <= MOST_PARTS; part += 1) {
    await take(part === 1 ? name : `${name}-${part}`);
    const before = await scroller.evaluate((element) => element.scrollTop);
    await scroller.evaluate((element) => element.scrollBy(0, element.clientHeight - 40));
    if ((await scroller.evaluate((element) => element.scrollTop)) <= before + 1) return;
  }
}

/** An agent's tab from top to end. */
const tab =
  (agent, name) =>
  async ({ window, take }) => {
    const panel = await window.show(agent, name);
    await settle(window.page);
    const label = `${agent === AGENT ? 'agent' : 'plain'}-${name.toLowerCase()}`;
    await takeParts(panel, take, label);
  };

/** A dialog that `open` opens, from top to end; Escape closes it. */
const dialog =
  (name, role, title, open) =>
  async ({ window, take }) => {
    await open(window);
    const shown = window.page.getByRole(role, { name: title });
    await expect(shown).toBeVisible();
    await settle(window.page);
    await takeParts(shown.locator('input, button, [role="table"], table, p').nth(1), take, name);
    await window.close();
  };

/** Something small above the window; Escape closes it. */
const popover =
  (name, open) =>
  async ({ window, take }) => {
    await open(window);
    await settle(window.page);
    await take(name);
    await window.page.keyboard.press('Escape');
  };

const command = (words) => async (window) => {
  await window.page.keyboard.press('Control+Shift+P');
  await window.page.getByPlaceholder('Type a command').fill(words);
  await window.page.keyboard.press('Enter');
};

async function fleet({ window, take, agents }) {
  await window.page.keyboard.press('Control+Shift+A');
  if (agents > 0) await expect(window.page.getByRole('table', { name: 'Fleet' })).toBeVisible();
  await settle(window.page);
  await take('fleet');
}

/** Every type with the first kind of workspace, then every kind with one type. */
async function newAgent({ window, take }) {
  const { page } = window;
  await page.keyboard.press('Control+N');
  const shown = page.getByRole('dialog', { name: 'New agent' });
  const choose = (name) => shown.getByRole('radio', { name, exact: true }).click();
  for (const type of types) {
    await choose(type);
    await settle(page);
    await take(`new-agent-${type.toLowerCase().replace(' ', '-')}`);
  }
  await choose('Claude Code');
  for (const kind of workspaces) {
    await choose(kind);
    await settle(page);
    await take(`new-agent-${kind.toLowerCase().replace(' ', '-')}`);
  }
  const folded = shown.locator('button[aria-expanded="false"]:not([role="combobox"])');
  while ((await folded.count()) > 0) await folded.first().click();
  await takeParts(shown.getByRole('textbox', { name: 'Name', exact: true }), take, 'new-agent-unfolded');
  await window.close();
}

async function tasks({ window, take }) {
  const navigation = window.page.getByRole('navigation', { name: 'Agents' });
  await navigation.getByRole('button', { name: 'Tasks', exact: true }).click();
  await settle(window.page);
  await take('tasks');
}

async function asks({ window, take }) {
  await window.show(AGENT, 'Console');
  const blocked = window.page.getByRole('region', { name: 'Blocked requests' });
  if ((await blocked.count()) === 0) return;
  const answer = blocked.getByRole('button', { name: 'Answer', exact: true });
  if (await answer.isVisible()) await answer.click();
  await settle(window.page);
  await take('asks');
}

/** @type {Record<string, { at?: number[], show: (stage: object) => Promise<void> }>} at: with so many agents alone */
export const views = {
  fleet: { show: fleet },
  ...Object.fromEntries(
    tabs.map((name) => [`agent-${name.toLowerCase()}`, { at: [1], show: tab(AGENT, name) }]),
  ),
  ...Object.fromEntries(
    tabs.map((name) => [`plain-${name.toLowerCase()}`, { at: [30], show: tab(PLAIN, name) }]),
  ),
  asks: { at: [1], show: asks },
  'new-agent': { at: [0, 30], show: newAgent },
  'new-task': {
    at: [0, 30],
    show: dialog('new-task', 'dialog', 'New task', (window) => window.page.keyboard.press('Control+Shift+N')),
  },
  tasks: { at: [0], show: tasks },
  palette: { show: popover('palette', (window) => window.page.keyboard.press('Control+Shift+P')) },
  settings: {
    at: [0, 1],
    show: dialog('settings', 'dialog', 'Settings', (window) => window.page.keyboard.press('Control+Comma')),
  },
  images: {
    at: [0, 1],
    show: dialog('images', 'dialog', 'Images', (window) => window.bottom('Images').click()),
  },
  disk: { show: dialog('disk', 'dialog', 'Disk usage', (window) => window.bottom('Disk').click()) },
  activity: {
    show: popover('activity', (window) => window.page.getByRole('button', { name: /^Activity/ }).click()),
  },
  socket: { at: [0], show: dialog('socket', 'dialog', 'Choose socket', command('Choose socket')) },
  import: { at: [0], show: dialog('import', 'dialog', 'Import agent', command('Import agent')) },
  snapshots: {
    at: [1],
    show: dialog('snapshots', 'dialog', `Snapshots of ${AGENT}`, command('Save snapshot')),
  },
  export: { at: [1], show: dialog('export', 'dialog', /Export/, command('Export agent')) },
  duplicate: { at: [1], show: dialog('duplicate', 'dialog', /Duplicate/, command('Duplicate agent')) },
  remove: { at: [1], show: dialog('remove', 'alertdialog', 'Remove agent', command('Remove agent')) },
  menu: { at: [1], show: popover('menu', (window) => window.row(AGENT).click({ button: 'right' })) },
};
