import { setTimeout as delay } from 'node:timers/promises';
import { tasks } from './tasks.mjs';
import { docker, expect, inside, leaveRunning } from './window.mjs';

const CLAUDE = 'cart-rounding';

/** Sends blocked requests and one allowed request, and takes the cards that ask about them. */
async function blockedRequests({ window, take }) {
  for (const request of [
    '-X POST https://telemetry.example.com/v1/collect',
    'http://files.example.net/install.sh',
  ])
    inside(CLAUDE, `curl -sS --max-time 5 ${request} || true`);
  const panel = await window.show(CLAUDE, 'Network');
  await expect(panel.getByRole('table', { name: 'Requests' })).toContainText('files.example.net');
  await take('network');
  await window.show(CLAUDE, 'Console');
  const blocked = window.page.getByRole('region', { name: 'Blocked requests' });
  await expect(blocked).toContainText('files.example.net');
  await blocked.getByRole('button', { name: 'Answer', exact: true }).click();
  // The cards take rows from the terminal, and Claude Code draws itself again a moment later.
  await delay(3_000);
  await expect(window.page.locator('.xterm-rows')).toContainText('Claude Code v');
  await take('ask');
}

/** Answers the cards, so that the rules show their origins. */
async function rules({ window, take }) {
  const { page } = window;
  const answer = (host, name) =>
    page
      .getByRole('region', { name: 'Blocked requests' })
      .getByRole('listitem')
      .filter({ hasText: host })
      .getByRole('button', { name, exact: true })
      .click();
  await answer('telemetry.example.com', 'Never');
  await answer('files.example.net', 'Allow once');
  await expect(page.getByRole('region', { name: 'Blocked requests' })).toHaveCount(0);
  // Messages go by themselves, unless the pointer is over them.
  await page.mouse.move(120, 700);
  await expect(page.getByRole('button', { name: 'Close toast' })).toHaveCount(0);
  const panel = await window.show(CLAUDE, 'Isolation');
  await expect(panel.getByRole('table', { name: 'Egress rules' })).toContainText('telemetry.example.com');
  await window.toTop(panel.getByRole('heading', { name: 'Egress', exact: true }));
  await take('egress');
}

async function changes({ window, take }) {
  const panel = await window.show(CLAUDE, 'Changes');
  const files = panel.getByRole('grid', { name: 'Changed files' });
  await files.getByRole('row', { name: /cart\.js/ }).click();
  await expect(panel.getByRole('region', { name: 'Differences' })).toContainText('Math.round');
  await take('changes');
  await panel.getByRole('button', { name: 'Apply all…' }).click();
  const dialog = window.page.getByRole('dialog', { name: 'Apply changes' });
  await dialog.getByRole('checkbox', { name: '.github/workflows/test.yml' }).check();
  await expect(dialog.getByRole('button', { name: 'Apply 4 files' })).toBeEnabled();
  await take('apply');
  await window.close();
}

async function verification({ window, take }) {
  const panel = await window.show(CLAUDE, 'Isolation');
  await panel.getByRole('button', { name: 'Verify isolation' }).click();
  await expect(panel.getByRole('status', { name: 'Verification result' })).toContainText('None failed');
  await window.toTop(panel.getByRole('heading', { name: 'Verification', exact: true }));
  await take('verification', { theme: 'light' });
}

/** A person connects an agent to another network with Docker, without the app. */
async function drift({ window, take }) {
  docker('network', 'connect', 'bridge', 'bulkhead-docs-writer');
  await window.show('docs-writer', 'Isolation');
  await expect(window.page.getByRole('region', { name: 'Drift' })).toContainText('bridge');
  await take('drift');
  await window.page.getByRole('region', { name: 'Drift' }).getByRole('button', { name: 'Restore' }).click();
  await expect(window.page.getByRole('region', { name: 'Drift' })).toBeHidden();
}

async function secrets({ window, take }) {
  await window.show(CLAUDE, 'Overview');
  const settings = await window.openSettings('Secrets');
  await settings.getByRole('button', { name: 'Uses of Work key' }).click();
  await expect(settings.getByRole('table', { name: 'Uses of Work key' })).toContainText('api.anthropic.com');
  await take('secrets');
  await window.close();
}

async function workspace({ window, take, project }) {
  const dialog = await window.newAgent({
    type: 'Shell',
    name: 'reviewer',
    purpose: 'Reviews the cart',
    preset: 'Balanced',
  });
  await dialog.getByRole('radio', { name: 'Host folder', exact: true }).click();
  await dialog.getByRole('textbox', { name: 'Host folder path' }).fill(project);
  await expect(dialog.getByRole('textbox', { name: 'Hidden from the agent' })).toHaveAccessibleDescription(
    /hidden/,
  );
  await window.toTop(dialog.getByText('Workspace', { exact: true }));
  await take('workspace');
  await window.close();
}

async function ports({ window, take }) {
  leaveRunning('docs-writer', `node -e "require('http').createServer((_, r) => r.end('ok')).listen(3000)"`);
  const panel = await window.show('docs-writer', 'Network');
  await panel.getByRole('radio', { name: 'Ports', exact: true }).click();
  const field = panel.getByRole('textbox', { name: 'Publish a port' });
  await field.fill('8080:3000');
  await field.press('Enter');
  await expect(panel.getByRole('table', { name: 'Published ports' })).toContainText('Listening');
  await take('ports');
}

async function snapshots({ window, take }) {
  const { page } = window;
  await window.show(CLAUDE, 'Overview');
  await page.keyboard.press('ControlOrMeta+Shift+S');
  const dialog = page.getByRole('dialog', { name: `Snapshots of ${CLAUDE}` });
  for (const name of ['Tests pass', 'Before the big change']) {
    await dialog.getByRole('textbox', { name: 'Snapshot name' }).fill(name);
    await dialog.getByRole('button', { name: 'Save snapshot', exact: true }).click();
    await expect(dialog.getByRole('row', { name: new RegExp(name) })).toBeVisible();
  }
  await take('snapshots');
  await window.close();
  await window.bottom('Disk').click();
  const disk = page.getByRole('dialog', { name: 'Disk usage' });
  await disk.getByRole('checkbox', { name: 'Choose Snapshot “Tests pass”' }).check({ timeout: 180_000 });
  await expect(disk.getByRole('status', { name: 'Chosen' })).toContainText('1 chosen');
  await take('disk');
  await window.close();
}

async function images({ window, take }) {
  await window.bottom('Images').click();
  const dialog = window.page.getByRole('dialog', { name: 'Images' });
  await expect(dialog.getByRole('table', { name: 'Images' })).toContainText('Agent type Claude Code');
  await take('images');
  await window.close();
}

async function watching({ window, take }) {
  const { page } = window;
  await window.show('flaky-tests', 'Overview');
  await page.getByRole('radiogroup', { name: 'Time range' }).getByRole('radio', { name: '1 min' }).click();
  // The graphs show one minute, which must pass first.
  await delay(60_000);
  await take('overview');
  await page.keyboard.press('Control+Shift+A');
  await expect(page.getByRole('table', { name: 'Fleet' })).toContainText(CLAUDE);
  await take('fleet');
}

async function life({ window, take }) {
  const panel = await window.show('docs-writer', 'Details');
  const section = panel.getByRole('region', { name: 'Session life' });
  await section.getByRole('spinbutton', { name: 'Idle time before it is stopped' }).fill('45');
  await section.getByRole('switch', { name: 'Wake for a console' }).click();
  await section.getByRole('button', { name: 'Save', exact: true }).click();
  await expect(section.getByRole('button', { name: 'Save', exact: true })).toBeHidden();
  docker('kill', 'bulkhead-flaky-tests');
  await window.toTop(section);
  await window.page.getByRole('button', { name: /^Activity/ }).click();
  await expect(window.page.getByRole('list', { name: 'Activity' })).toContainText('SIGKILL');
  await take('life');
  await window.page.keyboard.press('Escape');
}

async function files({ window, take }) {
  await window.row(CLAUDE).click({ button: 'right' });
  await window.page.getByRole('menuitem', { name: 'Export…' }).click();
  await expect(window.page.getByRole('region', { name: `${CLAUDE}.yaml` })).toContainText('claude-code');
  await take('agent-file');
  await window.close();
}

/** The scenes in their order, because what one leaves behind, such as answered cards, shows in the next. */
export const scenes = {
  watching,
  blockedRequests,
  rules,
  changes,
  verification,
  drift,
  secrets,
  workspace,
  ports,
  files,
  snapshots,
  images,
  life,
  tasks,
};
