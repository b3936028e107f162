import {
  type Browser,
  type BrowserContext,
  test as base,
  type ElectronApplication,
  _electron as electron,
  expect,
  type Page,
  type TestInfo,
} from '@playwright/test';
import { type LaunchPlan, planLaunch } from '../../../scripts/app/launch-plan.mjs';
import { startVirtualDisplay } from '../../../scripts/app/virtual-display.mjs';
import { removeEverything } from '../../../scripts/engine/api.mjs';
import { type TestEngine, takeWorkerEngine } from '../engine/engine.ts';
import { leftBehind, takeInventory } from '../engine/inventory.ts';
import { openInBrowser, startChromium } from './browser.ts';
import { watchDialogFocus } from './dialog-focus.ts';
import { setDataFolder } from './host-call.ts';

type LaunchOptions = Parameters<typeof electron.launch>[0];

export { expect };

/** Options of a project. */
export interface ProjectOptions {
  /** What shows the window: the packaged app, or the current Chromium and `bulkhead serve --web`. */
  shownBy: 'app' | 'browser';
}

/** Options of a test file: `test.use({ keyring: true })`. */
export interface AppOptions {
  /** A real keyring for safeStorage; without it Electron reports that nothing can be encrypted. */
  keyring: boolean;
  /** The engine that the app tries first; a path without an engine tests the app without one. */
  dockerHost: string | undefined;
  /** Messages of the page's console that this test causes on purpose. */
  expectedConsoleErrors: RegExp[];
}

/** One start of the app. A test of restarts starts the same plan several times. */
export interface RunningApp {
  /** Throws in a browser. */
  readonly app: ElectronApplication;
  readonly window: Page;
  /** Ends the app, or in a browser the window and its host. */
  close(): Promise<void>;
}

interface Started extends RunningApp {
  readonly context: BrowserContext;
}

export interface AppFixtures extends AppOptions, ProjectOptions {
  /** The test's engine; the test fails when it leaves anything there. */
  engine: TestEngine;
  /** Folders, environment and arguments of this test's app, before it starts. */
  plan: LaunchPlan;
  /** Starts the app (again): what was started is closed after the test, and its console must be free of errors. */
  launch: () => Promise<RunningApp>;
  running: RunningApp;
  app: ElectronApplication;
  window: Page;
}

interface WorkerFixtures {
  display: string | undefined;
  workerEngine: TestEngine;
  /** Starts Chromium when the worker's first test needs it. */
  chromium: () => Promise<Browser>;
}

/**
 * With BULKHEAD_TRACE_PAGES=1 a trace keeps the page before and after each step, which takes a tenth of the whole run.
 * Without it a failed test has its steps, and the page and a picture of its end.
 */
const KEEPS_PAGES = process.env.BULKHEAD_TRACE_PAGES === '1';

/** Keeps the traces of a failed test's app; `npx playwright show-trace` opens a trace. */
async function keepTraces({ context, window }: Started, testInfo: TestInfo, start: number): Promise<void> {
  await window.screenshot({ path: testInfo.outputPath(`end-${start}.png`) });
  await context.tracing.stop({ path: testInfo.outputPath(`trace-${start}.zip`) });
}

/**
 * One start in a thousand of the old Electron of the tests dies of SIGSEGV while the debugger attaches, before the app's
 * code runs. It is started once more, and the run says so.
 */
async function launchElectron(options: LaunchOptions): Promise<ElectronApplication> {
  try {
    return await electron.launch(options);
  } catch (error) {
    if (!(error instanceof Error && /did exit: exitCode=null, signal=SIGSEGV/.test(error.message)))
      throw error;
    console.warn(`Electron is started again: ${error.message}`);
    return await electron.launch(options);
  }
}

async function startApp(plan: LaunchPlan): Promise<Started> {
  // Without a graphics card Chromium emulates one, which takes a tenth of the whole run.
  const args = [...plan.args, '--disable-gpu'];
  const app = await launchElectron({ ...plan, args, chromiumSandbox: true });
  const context = app.context();
  await context.tracing.start({ snapshots: KEEPS_PAGES });
  const window = await app.firstWindow();
  // Without a graphics card, what turns while an agent is made takes a third of a core. The browser's tests see motion.
  await window.emulateMedia({ reducedMotion: 'reduce' });
  return { app, context, window, close: () => app.close() };
}

async function startInBrowser(plan: LaunchPlan, browser: Browser): Promise<Started> {
  const { context, window, close } = await openInBrowser(plan, browser);
  await context.tracing.start({ snapshots: KEEPS_PAGES });
  return {
    get app(): never {
      throw new Error('This test drives Electron, so it cannot run in a browser.');
    },
    context,
    window,
    close,
  };
}

export const test = base.extend<AppFixtures, WorkerFixtures>({
  keyring: [false, { option: true }],
  dockerHost: [undefined, { option: true }],
  expectedConsoleErrors: [[], { option: true }],
  shownBy: ['app', { option: true }],

  display: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the first parameter's names
    async ({}, use) => {
      if (process.platform !== 'linux') return await use(undefined);
      const { display, stop } = await startVirtualDisplay();
      await use(display);
      await stop();
    },
    { scope: 'worker' },
  ],

  workerEngine: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the first parameter's names
    async ({}, use, { parallelIndex }) => await use(await takeWorkerEngine(parallelIndex)),
    { scope: 'worker', timeout: 300_000 },
  ],

  chromium: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the first parameter's names
    async ({}, use) => {
      let started: Promise<Browser> | undefined;
      await use(() => {
        started ??= startChromium();
        return started;
      });
      await (await started)?.close();
    },
    { scope: 'worker' },
  ],

  engine: [
    async ({ workerEngine: engine }, use) => {
      const before = await takeInventory(engine);
      await use(engine);
      const left = leftBehind(before, await takeInventory(engine));
      // The objects are removed, so that the next test does not fail because of them.
      if (left.length > 0 && engine.isPrivate) await removeEverything(engine.socket);
      expect(left, 'left behind on the engine').toEqual([]);
    },
    { auto: true },
  ],

  plan: async ({ display, engine, dockerHost, keyring }, use) => {
    const plan = planLaunch({
      ...(display ? { display } : {}),
      dockerHost: dockerHost ?? engine.dockerHost,
      keyring,
    });
    plan.env.BULKHEAD_CHECK_OUTPUTS = '1';
    // Only builds from the real network need the authorities of this machine. Every process of the app would read them,
    // and every agent and gateway would get them.
    delete plan.env.NODE_EXTRA_CA_CERTS;
    await use(plan);
    plan.remove();
  },

  launch: async ({ plan, shownBy, chromium, expectedConsoleErrors }, use, testInfo) => {
    const all: Started[] = [];
    const problems: string[] = [];
    await use(async () => {
      const started = shownBy === 'app' ? await startApp(plan) : await startInBrowser(plan, await chromium());
      all.push(started);
      setDataFolder(started.window, plan.userData);
      await watchDialogFocus(started.context, started.window);
      started.window.on('pageerror', (error) => problems.push(error.message));
      started.window.on('console', (message) => {
        if (message.type() === 'error') problems.push(message.text());
      });
      return started;
    });
    const failed = testInfo.status !== testInfo.expectedStatus;
    for (const [index, started] of all.entries()) {
      if (failed && !started.window.isClosed()) await keepTraces(started, testInfo, index + 1);
      await started.close();
    }
    const unexpected = problems.filter(
      (text) => !expectedConsoleErrors.some((pattern) => pattern.test(text)),
    );
    expect(unexpected, "errors in the window's console").toEqual([]);
  },

  running: async ({ launch }, use) => await use(await launch()),
  app: async ({ running }, use) => await use(running.app),
  window: async ({ running }, use) => await use(running.window),
});
