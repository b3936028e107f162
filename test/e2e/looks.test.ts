import type { ElectronApplication, Page } from '@playwright/test';
import { seriousViolations } from '../harness/app/accessibility.ts';
import { test as base, expect } from '../harness/app/app.ts';
import { keepPicture } from '../harness/app/keep-picture.ts';
import { AgentPage } from '../harness/app/pages/agent-page.ts';
import { AppPage } from '../harness/app/pages/app-page.ts';
import { Keyboard } from '../harness/app/pages/keyboard.ts';
import { NewAgentDialog } from '../harness/app/pages/new-agent-dialog.ts';
import { docker } from '../harness/engine/docker-cli.ts';

/** Agents as a person would have them after some days: busy, waiting, failed, one with a long name. */
async function makeAgents(): Promise<void> {
  const make = (id: string, spec: object, options: readonly string[], command: readonly string[]) => {
    const full = {
      version: 1,
      name: id,
      type: 'custom',
      image: 'busybox:stable',
      resources: { memoryBytes: 64 * 1024 * 1024, cpus: 1, pids: 64 },
      isolation: {},
      egress: { mode: 'off' },
      ...spec,
    };
    const labels = [`agent=${id}`, 'role=agent', `spec=${JSON.stringify(full)}`];
    return docker(
      'run',
      '-d',
      '--init',
      ...['--name', `bulkhead-${id}`, '--memory', '64m', '--cpus', '1', '--pids-limit', '64'],
      ...labels.flatMap((label) => ['--label', `dev.bulkhead.${label}`]),
      ...options,
      'busybox:stable',
      ...command,
    );
  };
  const busy =
    'i=0; while :; do echo "[info] step $((i += 1)) done"; [ $((i % 5)) = 0 ] && echo "ERROR: retrying" >&2; sleep 0.2; done';
  await make(
    'busy-beaver',
    { purpose: 'Fix the flaky tests of the billing service', tags: ['work'] },
    ['--network', 'none'],
    ['sh', '-c', busy],
  );
  await make('docs', { egress: { mode: 'full' }, tags: ['docs'] }, [], ['sleep', '3600']);
  await make('failing', {}, [], ['sh', '-c', 'exit 3']);
  await make(
    'a-very-long-name-that-somebody-gave-to-this-agent-in-a-hurry',
    {},
    ['--cap-add', 'SYS_ADMIN', '--pid', 'host'],
    ['sleep', '3600'],
  );
  await docker('pause', 'bulkhead-docs');
}

const test = base.extend<{ agents: undefined }>({
  agents: async ({ engine: _engine }, use) => {
    await makeAgents();
    await use(undefined);
    const left = await docker('ps', '-aq', '--filter', 'label=dev.bulkhead.agent');
    await docker('rm', '-f', ...left.split('\n'));
  },
  // The app starts after the agents were made.
  running: async ({ agents: _agents, launch }, use) => await use(await launch()),
});

const sizes = [
  { width: 1440, height: 900 },
  { width: 1024, height: 700 },
] as const;

/** What there is to see: brings the window there, from wherever it is. */
const views: Readonly<Record<string, (window: Page) => Promise<void>>> = {
  fleet: async (window) => {
    await window.keyboard.press('Control+Shift+A');
    await expect(new AppPage(window).fleet).toContainText('busy-beaver');
  },
  overview: async (window) => {
    await new AppPage(window).open('busy-beaver');
    await new AgentPage(window).show('Overview');
    await expect(new AgentPage(window).figure('CPU')).toContainText('%');
    await seeHeaderWhole(window);
  },
  console: async (window) => {
    await new AgentPage(window).show('Console');
    await expect(window.locator('.xterm-rows')).toContainText('#');
  },
  logs: async (window) => {
    await new AgentPage(window).show('Logs');
    await expect(window.getByRole('log', { name: 'Agent logs' })).toContainText('step');
  },
  'no-workspace': async (window) => {
    await new AgentPage(window).show('Changes');
    await expect(window.getByRole('heading', { name: 'No workspace' })).toBeVisible();
  },
  isolation: async (window) => {
    await new AgentPage(window).show('Isolation');
    await expect(window.getByRole('status', { name: 'Posture' })).toBeVisible();
  },
  details: async (window) => {
    await new AgentPage(window).show('Details');
    await expect(new AgentPage(window).panel('Details')).toContainText('busybox:stable');
  },
  'weak-isolation': async (window) => {
    await new AppPage(window).open('a-very-long-name-that-somebody-gave-to-this-agent-in-a-hurry');
    await new AgentPage(window).show('Isolation');
    await expect(window.getByRole('status', { name: 'Posture' })).toContainText('Weak');
  },
  failed: async (window) => {
    await new AppPage(window).open('failing');
    await new AgentPage(window).show('Overview');
    await expect(new AgentPage(window).status).toHaveText('Failed');
  },
};

/** What stands above the views; opened and closed again. */
const dialogs: Readonly<Record<string, (window: Page) => Promise<void>>> = {
  'new-agent': async (window) => {
    await window.keyboard.press('Control+N');
    await expect(new NewAgentDialog(window).name).not.toHaveValue('');
  },
  palette: async (window) => {
    await window.keyboard.press('Control+Shift+P');
    await expect(window.getByRole('dialog', { name: 'Command palette' })).toBeVisible();
  },
  settings: async (window) => {
    await window.keyboard.press('Control+,');
    await expect(window.getByRole('dialog', { name: 'Settings' })).toBeVisible();
  },
};

/** What the header of an agent says of its state is never cut off, even beside all of its buttons. */
async function seeHeaderWhole(window: Page): Promise<void> {
  const badge = window.locator('main header').getByText('Differs from its settings');
  await expect(badge).toBeVisible();
  expect(
    await badge.evaluate(({ parentElement }) =>
      parentElement ? parentElement.scrollWidth - parentElement.clientWidth : Number.NaN,
    ),
  ).toBeLessThanOrEqual(0);
}

/** Nothing may be wider than the window: it would be cut off, or scroll the whole page. */
const overflow = (window: Page) =>
  window.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);

async function resize(app: ElectronApplication, window: Page, size: (typeof sizes)[number]): Promise<void> {
  await app.evaluate(({ BrowserWindow }, { width, height }) => {
    BrowserWindow.getAllWindows()[0]?.setContentSize(width, height);
  }, size);
  // A display of exactly this width may leave a pixel less.
  await expect.poll(() => window.evaluate(() => globalThis.innerWidth)).toBeLessThanOrEqual(size.width);
}

for (const theme of ['dark', 'light'] as const) {
  test(`every view in ${theme}, wide and narrow: readable, complete, nothing cut off`, async ({
    app,
    window,
  }, testInfo) => {
    await expect(new AppPage(window).row('docs')).toBeVisible();
    await new Keyboard(window).command(`Use the ${theme} theme`);
    await expect(window.locator('html')).toHaveAttribute('data-theme', theme);
    for (const size of sizes) {
      await resize(app, window, size);
      for (const [name, show] of [...Object.entries(views), ...Object.entries(dialogs)]) {
        await test.step(`${name} at ${size.width}`, async () => {
          await show(window);
          await keepPicture(window, testInfo, `${name}-${theme}-${size.width}.png`);
          // The findings of axe do not depend on the size, and axe takes most of the time.
          if (size === sizes[0]) expect.soft(await seriousViolations(window)).toEqual([]);
          expect.soft(await overflow(window)).toBe(0);
          if (name in dialogs) await window.keyboard.press('Escape');
        });
      }
    }
  });
}
