import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { type Browser, type BrowserContext, chromium, type Page } from '@playwright/test';
import { findChromium } from '../../../scripts/app/chromium.mjs';
import type { LaunchPlan } from '../../../scripts/app/launch-plan.mjs';

/** A window of `bulkhead serve --web`. */
export interface BrowserWindow {
  readonly context: BrowserContext;
  readonly window: Page;
  /** The host's process. */
  readonly host: ChildProcess;
  /** What the page's policy refused to the window, from its first script on. */
  readonly refusals: readonly string[];
  close(): Promise<void>;
}

/** Starts the system's Chromium, which the tests of a worker share. */
export async function startChromium(): Promise<Browser> {
  return await chromium.launch({ executablePath: findChromium(), args: ['--disable-gpu'] });
}

/** Starts the packaged command line as the app's user, and signs a new browser in. */
export async function openInBrowser(plan: LaunchPlan, browser: Browser): Promise<BrowserWindow> {
  const { host, signIn } = await serve(plan);
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
  const refusals = await watchPolicy(context);
  const window = await context.newPage();
  await window.goto(signIn);
  await window.waitForURL(new URL('/', signIn).href);
  const close = async () => {
    await context.close();
    await endHost(host);
  };
  return { context, window, host, refusals, close };
}

/** Ends a host; resolves once it writes nothing more into its data folder. */
export async function endHost(host: ChildProcess): Promise<void> {
  if (host.exitCode !== null || host.signalCode !== null) return;
  const ended = once(host, 'exit');
  host.kill('SIGTERM');
  await ended;
}

/** Returns a list that gets what the policy of each page of the context refuses to it. */
async function watchPolicy(context: BrowserContext): Promise<string[]> {
  const refusals: string[] = [];
  await context.exposeFunction('reportRefusal', (refusal: string) => void refusals.push(refusal));
  await context.addInitScript(() => {
    document.addEventListener('securitypolicyviolation', ({ effectiveDirective, blockedURI, sourceFile }) => {
      const { reportRefusal } = globalThis as unknown as { reportRefusal(refusal: string): void };
      reportRefusal(`${effectiveDirective} of ${blockedURI} in ${sourceFile}`);
    });
  });
  return refusals;
}

/** How to start the packaged command line with these arguments, as the app's user and on its data folder. */
function program(plan: LaunchPlan, ...args: string[]) {
  const asTestUser = plan.env.BULKHEAD_TEST_USER !== undefined;
  const folder = dirname(plan.env.BULKHEAD_APP ?? plan.executablePath);
  return {
    file: asTestUser ? plan.executablePath : process.execPath,
    args: [join(folder, 'resources/cli/bulkhead.cjs'), ...args],
    env: { ...plan.env, BULKHEAD_DATA: plan.userData, BULKHEAD_APP: process.execPath },
  };
}

/** Resolves to a further sign-in link of the running host. */
export async function createLink(plan: LaunchPlan): Promise<string> {
  const { file, args, env } = program(plan, 'web', 'link');
  const { stdout } = await promisify(execFile)(file, args, { env });
  return stdout.trim();
}

/** Starts `bulkhead serve --web`; resolves once it listens. */
export async function serve(plan: LaunchPlan, port = 0): Promise<{ host: ChildProcess; signIn: string }> {
  const { file, args, env } = program(plan, 'serve', '--web', '--web-listen', String(port), '--json');
  const host = spawn(file, args, { env, stdio: ['ignore', 'pipe', 'pipe'] });
  let log = '';
  host.stderr.on('data', (chunk: Buffer) => {
    log += chunk.toString();
  });
  const signIn = await new Promise<string>((resolve, reject) => {
    host.stdout.once('data', (chunk: Buffer) => {
      const place = JSON.parse(chunk.toString()) as { web: { signIn: { url: string } } };
      resolve(place.web.signIn.url);
    });
    host.once('exit', (code) => reject(new Error(`bulkhead serve ended with ${code}: ${log}`)));
  });
  return { host, signIn };
}
