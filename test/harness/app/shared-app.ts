import { isDeepStrictEqual } from 'node:util';
import { expect, type Page } from '@playwright/test';
import type { RpcClient } from '../../../electron/client/rpc-client.ts';
import { waitForAgents } from '../../../electron/client/wait-for-host.ts';
import { AppFailure } from '../../../electron/contract/error.ts';
import type { Settings } from '../../../electron/contract/settings.ts';
import type { LaunchPlan } from '../../../scripts/app/launch-plan.mjs';
import type { TestEngine } from '../engine/engine.ts';
import { connectHost } from './host-call.ts';
import { callShell } from './shell-call.ts';
import { endlessMotionOff, type StartedApp, startApp } from './started-app.ts';
import { keepDialogs } from './system-dialogs.ts';

interface Shared {
  readonly started: StartedApp;
  readonly plan: LaunchPlan;
  /** The settings when the app had started. */
  readonly settings: Settings;
  readonly restoreDialogs: () => Promise<void>;
}

/** The error of a test in the shared app that asks for its folders, or starts it again. */
export const needsOwnApp = () =>
  new Error('This test needs an app of its own, so that it cannot be in shared-app-tests.ts.');

/**
 * One app for all tests of a worker that need neither folders nor a start of their own, because a start takes 2.3 s of CPU
 * and a new page a fifth of that. After each test the app is put back to a start without agents; a test that leaves what
 * is not put back here ends the app, and the next one starts another.
 */
export class SharedApp {
  readonly #engine: TestEngine;
  readonly #makePlan: () => LaunchPlan;
  #shared: Shared | undefined;
  #isTaken = false;

  constructor(engine: TestEngine, makePlan: () => LaunchPlan) {
    this.#engine = engine;
    this.#makePlan = makePlan;
  }

  /** Resolves to the app for one test, which gives it back by `close`. Starts the app unless it runs. */
  async take(): Promise<StartedApp> {
    if (this.#isTaken) throw needsOwnApp();
    this.#isTaken = true;
    if (this.#shared) await this.#shared.started.context.tracing.startChunk();
    else this.#shared = await this.#start();
    const { started } = this.#shared;
    started.problems.splice(0);
    return { ...started, close: () => this.#giveBack() };
  }

  /** Ends the app. */
  async close(): Promise<void> {
    const shared = this.#shared;
    this.#shared = undefined;
    await shared?.started.close();
    shared?.plan.remove();
  }

  async #giveBack(): Promise<void> {
    this.#isTaken = false;
    if (!this.#shared) return;
    await this.#shared.started.context.tracing.stopChunk();
    // All agents are removed to put an app back, and a person's engine may have agents of theirs.
    if (!this.#engine.isPrivate || !(await isPutBack(this.#shared))) await this.close();
  }

  async #start(): Promise<Shared> {
    const plan = this.#makePlan();
    const started = await startApp(plan);
    return {
      started,
      plan,
      settings: await callShell(started.window, 'settings.get', {}),
      restoreDialogs: await keepDialogs(started.app),
    };
  }
}

/** Puts the app back as far as that is possible; resolves to whether it is as after its start. */
async function isPutBack({ started: { window }, settings, restoreDialogs }: Shared): Promise<boolean> {
  await restoreDialogs();
  const { client, close } = await connectHost(window);
  try {
    if (!(await isHostPutBack(client))) return false;
  } finally {
    close();
  }
  if (!(await areSettingsPutBack(window, settings))) return false;
  const { secrets } = await callShell(window, 'secrets.list', {});
  if (secrets.length > 0) return false;
  await callShell(window, 'notices.take', {});
  await renewPage(window);
  return true;
}

/** Removes the agents and forgets what happened. What a test did not wait for, or what cannot be removed, stays. */
async function isHostPutBack(client: RpcClient): Promise<boolean> {
  try {
    for (const { id } of await waitForAgents(client))
      await client.call('agent.remove', { agentId: id, deleteWorkspace: true });
  } catch (error) {
    // Somebody else removes the agent, or the app still works on it.
    if (error instanceof AppFailure) return false;
    throw error;
  }
  const unfinished = async () =>
    (await client.call('operation.list', {})).filter(({ finishedAt }) => finishedAt === undefined);
  await expect.poll(unfinished).toEqual([]);
  const agents = async () => (await client.call('agent.list', {})).agents.map(({ name }) => name);
  await expect.poll(agents).toEqual([]);
  for (const { id } of await client.call('operation.list', {}))
    await client.call('operation.dismiss', { operationId: id });
  await client.call('activity.clear', {});
  return (await client.call('approvals.list', {})).length === 0;
}

async function areSettingsPutBack(page: Page, settings: Settings): Promise<boolean> {
  const { theme, screenReader, newAgents, sidebarCollapsed, tasksView, lastAgentId } = settings;
  const change = { theme, screenReader, newAgents, sidebarCollapsed, tasksView, lastAgentId };
  const now = await callShell(page, 'settings.update', change);
  // The first page has welcomed the person, and a desktop may have moved the window.
  return isDeepStrictEqual(now, { ...settings, welcomed: now.welcomed, window: now.window });
}

/** Loads the page again, as in a window that nothing happened in. */
async function renewPage(page: Page): Promise<void> {
  await page.evaluate(() => {
    localStorage.clear();
    sessionStorage.clear();
  });
  await page.mouse.move(0, 0);
  await page.emulateMedia({ colorScheme: null, ...endlessMotionOff });
  await page.reload();
}
