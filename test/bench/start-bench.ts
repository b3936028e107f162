import { execFileSync } from 'node:child_process';
import { _electron as electron, type Page } from '@playwright/test';
import { planLaunch } from '../../scripts/app/launch-plan.mjs';
import { startVirtualDisplay } from '../../scripts/app/virtual-display.mjs';
import { type BenchResult, type BenchRow, median } from './bench-row.ts';
import { emptyApp } from './empty-app.ts';

const ROUNDS = 10;

/** Milliseconds since the program was started. */
interface Start {
  firstPaint: number;
  firstText: number;
  usable: number;
}

interface Target {
  selector: string;
  text: string;
}

/** Starts the packaged app and an Electron with an empty window in turns, each with a new user-data folder. */
export async function runStartBench(dockerHost: string): Promise<BenchResult> {
  execFileSync(process.execPath, ['scripts/package.mjs'], { stdio: 'inherit' });
  const display = await startVirtualDisplay();
  const empty = await emptyApp();
  const newAgent = { selector: 'button', text: 'New Agent' };
  const hello = { selector: 'p', text: 'Hello' };
  try {
    const rounds: { app: Start; floor: Start }[] = [];
    for (let round = 0; round < ROUNDS; round++)
      rounds.push({
        floor: await startOnce({ display: display.display, dockerHost, appFolder: empty.folder }, hello),
        app: await startOnce({ display: display.display, dockerHost }, newAgent),
      });
    const row = (work: string, key: keyof Start, target: string): BenchRow => ({
      work,
      value: median(rounds.map(({ app }) => app[key])),
      unit: 'ms',
      peer: { name: 'empty window', value: median(rounds.map(({ floor }) => floor[key])) },
      ratio: median(rounds.map(({ app, floor }) => app[key] / floor[key])),
      target,
    });
    return {
      subject: 'start',
      method: `the packaged app and the same Electron with one line of text, ${ROUNDS} starts each in turns, new folders`,
      rows: [
        row('start until the first paint', 'firstPaint', '<= 1.25'),
        row('start until the first text', 'firstText', '<= 1.25'),
        row('start until “New Agent” can be clicked', 'usable', '<= 1.5'),
      ],
    };
  } finally {
    empty.remove();
    await display.stop();
  }
}

async function startOnce(options: Parameters<typeof planLaunch>[0], target: Target): Promise<Start> {
  const plan = planLaunch(options);
  // Electron reads the file at each start, for as long as a tenth of an empty window takes.
  delete plan.env.NODE_EXTRA_CA_CERTS;
  const startedAt = Date.now();
  const app = await electron.launch({ ...plan, chromiumSandbox: true });
  try {
    const window = await app.firstWindow();
    const usable = (await timeOfFirstClick(window, target)) - startedAt;
    await window.waitForFunction(() => performance.getEntriesByType('paint').length === 2);
    const paints = await window.evaluate(() =>
      performance.getEntriesByType('paint').map(({ startTime }) => performance.timeOrigin + startTime),
    );
    const [firstPaint = 0, firstText = 0] = paints.map((at) => at - startedAt);
    return { firstPaint, firstText, usable };
  } finally {
    await app.close();
    plan.remove();
  }
}

/**
 * The time of the page's first frame in which a click would reach that element. The page looks in each frame, because
 * Playwright's own waiting looks after 20, 70, 170 and 270 ms, which rounds up by as much as there is to measure.
 */
async function timeOfFirstClick(window: Page, target: Target): Promise<number> {
  const time = await window.waitForFunction(
    ({ selector, text }) => {
      const isReached = [...document.querySelectorAll(selector)].some((element) => {
        if (!element.textContent.includes(text)) return false;
        const { x, y, width, height } = element.getBoundingClientRect();
        return element.contains(document.elementFromPoint(x + width / 2, y + height / 2));
      });
      return isReached && performance.timeOrigin + performance.now();
    },
    target,
    { polling: 'raf' },
  );
  return Number(await time.jsonValue());
}
