import { type Browser, test as base, type ElectronApplication, expect, type Page } from '@playwright/test';
import { type LaunchPlan, planLaunch } from '../../../scripts/app/launch-plan.mjs';
import { startVirtualDisplay } from '../../../scripts/app/virtual-display.mjs';
import { removeEverything } from '../../../scripts/engine/api.mjs';
import { type TestEngine, takeWorkerEngine } from '../engine/engine.ts';
import { leftBehind, takeInventory } from '../engine/inventory.ts';
import { startChromium } from './browser.ts';
import { needsOwnApp, SharedApp } from './shared-app.ts';
import { keepTraces, type RunningApp, type StartedApp, startApp, startInBrowser } from './started-app.ts';

export { expect };

/** Options of a project. */
export interface ProjectOptions {
  /**
   * What shows the window: a packaged app of the test's own, the one that the tests of a worker share (see
   * `shared-app-tests.ts`), or the current Chromium and `bulkhead serve --web`.
   */
  shownBy: 'own app' | 'shared app' | 'browser';
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
  sharedApp: SharedApp;
}

export const test = base.extend<AppFixtures, WorkerFixtures>({
  keyring: [false, { option: true }],
  dockerHost: [undefined, { option: true }],
  expectedConsoleErrors: [[], { option: true }],
  shownBy: ['own app', { option: true }],

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

  sharedApp: [
    async ({ display, workerEngine: engine }, use) => {
      const shared = new SharedApp(engine, () => makePlan({ display, dockerHost: engine.dockerHost }));
      await use(shared);
      await shared.close();
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

  plan: async ({ shownBy, display, engine, dockerHost, keyring }, use) => {
    if (shownBy === 'shared app') {
      if (dockerHost !== undefined || keyring) throw needsOwnApp();
      return await use(noPlan);
    }
    const plan = makePlan({ display, dockerHost: dockerHost ?? engine.dockerHost, keyring });
    await use(plan);
    plan.remove();
  },

  launch: async ({ plan, shownBy, sharedApp, chromium, expectedConsoleErrors }, use, testInfo) => {
    const start = {
      'own app': () => startApp(plan),
      'shared app': () => sharedApp.take(),
      browser: async () => await startInBrowser(plan, await chromium()),
    }[shownBy];
    const all: StartedApp[] = [];
    await use(async () => {
      const started = await start();
      all.push(started);
      return started;
    });
    const failed = testInfo.status !== testInfo.expectedStatus;
    for (const [index, started] of all.entries()) {
      if (failed && !started.window.isClosed()) await keepTraces(started, testInfo, index + 1);
      // Nobody knows what a failed test has left in the app.
      if (failed) await sharedApp.close();
      await started.close();
    }
    const unexpected = all
      .flatMap(({ problems }) => problems)
      .filter((text) => !expectedConsoleErrors.some((pattern) => pattern.test(text)));
    expect(unexpected, "errors in the window's console").toEqual([]);
  },

  running: async ({ launch }, use) => await use(await launch()),
  app: async ({ running }, use) => await use(running.app),
  window: async ({ running }, use) => await use(running.window),
});

function makePlan(options: {
  display: string | undefined;
  dockerHost: string;
  keyring?: boolean;
}): LaunchPlan {
  const { display, ...others } = options;
  const plan = planLaunch({ ...(display ? { display } : {}), ...others });
  plan.env.BULKHEAD_CHECK_OUTPUTS = '1';
  // Only builds from the real network need the authorities of this machine. Every process of the app would read them,
  // and every agent and gateway would get them.
  delete plan.env.NODE_EXTRA_CA_CERTS;
  return plan;
}

/** What a test gets as `plan` that shares its app. */
const noPlan = new Proxy({} as LaunchPlan, {
  get() {
    throw needsOwnApp();
  },
});
