import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { _electron as electron, type Page } from '@playwright/test';
import { planLaunch } from '../../scripts/app/launch-plan.mjs';
import { startVirtualDisplay } from '../../scripts/app/virtual-display.mjs';
import { agentByDockerCli, openAgentTab } from '../harness/app/docker-cli-agent.ts';
import { ConsoleTab } from '../harness/app/pages/console-tab.ts';
import { docker } from '../harness/engine/docker-cli.ts';
import type { BenchResult } from './bench-row.ts';
import { emptyApp } from './empty-app.ts';

const COLUMNS = 120;
const ROWS = 40;
const FRAMES_A_SECOND = 60;
const MEASURE_MS = 10_000;

/** What a page showed while it was watched. */
interface Watched {
  seconds: number;
  /** Turns of requestAnimationFrame: as many as the window could show. */
  frames: number;
  /** Different pictures that were shown. */
  pictures: number;
  /** Frames whose lines were of different pictures. */
  torn: number;
  /** Pictures that the program drew meanwhile. */
  drawn: number;
}

/**
 * A program that draws the whole screen again in a console of the packaged app, as those of coding agents do, and how
 * many of its pictures are shown, each whole. A bare window in the same run tells what the machine can show.
 */
export async function runRedrawBench(dockerHost: string): Promise<BenchResult> {
  execFileSync(process.execPath, ['scripts/package.mjs'], { stdio: 'inherit' });
  const display = await startVirtualDisplay();
  const empty = await emptyApp();
  try {
    const options = { display: display.display, dockerHost };
    const floor = await inWindow({ ...options, appFolder: empty.folder }, watch);
    const app = await inWindow(options, redrawn);
    const rate = ({ frames, seconds }: Watched) => frames / seconds;
    return {
      subject: 'redraw',
      method: `${COLUMNS} x ${ROWS}, ${FRAMES_A_SECOND} pictures a second, ${MEASURE_MS / 1000} s, no graphics card`,
      rows: [
        {
          work: 'frames a second while a console redraws',
          value: rate(app),
          unit: '/s',
          peer: { name: 'bare window', value: rate(floor) },
          ratio: rate(app) / rate(floor),
          target: '>= 0.95',
        },
        {
          work: 'pictures shown a second',
          value: app.pictures / app.seconds,
          unit: '/s',
          peer: { name: 'drawn by the program', value: app.drawn / app.seconds },
          ratio: app.pictures / app.drawn,
        },
        { work: 'torn frames', value: app.torn, unit: 'frames', target: '<= 0' },
      ],
    };
  } finally {
    empty.remove();
    await display.stop();
  }
}

async function inWindow<T>(
  options: Parameters<typeof planLaunch>[0],
  use: (window: Page) => Promise<T>,
): Promise<T> {
  const plan = planLaunch(options);
  const app = await electron.launch({ ...plan, chromiumSandbox: true });
  try {
    const window = await app.firstWindow();
    await window.waitForLoadState();
    return await use(window);
  } finally {
    await app.close();
    plan.remove();
  }
}

async function redrawn(window: Page): Promise<Watched> {
  const agent = await agentByDockerCli(['sleep', '600'], 'node:24-slim');
  try {
    await window.setViewportSize({ width: 1440, height: 900 });
    const program = readFileSync('test/bench/redraw-program.mjs').toString('base64');
    await docker('exec', agent.name, 'sh', '-c', `echo ${program} | base64 -d > /tmp/redraw.mjs`);
    await openAgentTab(window, agent.name, 'Console');
    const terminal = new ConsoleTab(window);
    await terminal.run(`node /tmp/redraw.mjs ${COLUMNS} ${ROWS} ${FRAMES_A_SECOND}`);
    await window.waitForFunction(() =>
      /^0000\d{3}/.test(document.querySelector('.xterm-rows')?.textContent ?? ''),
    );
    return await watch(window);
  } finally {
    await agent.remove();
  }
}

/** Looks at the lines of the console, if there is one, in each frame of the page. */
function watch(window: Page): Promise<Watched> {
  return window.evaluate(
    ({ rows, measureMs }) =>
      new Promise<Watched>((resolve) => {
        const seen = new Set<number>();
        let frames = 0;
        let torn = 0;
        const startedAt = performance.now();
        const look = () => {
          frames += 1;
          const lines = [...document.querySelectorAll('.xterm-rows > div')].slice(0, rows);
          const numbers = new Set(lines.map((each) => Number(each.textContent?.slice(0, 7))));
          if (numbers.size > 1) torn += 1;
          for (const number of numbers) seen.add(number);
          const elapsedMs = performance.now() - startedAt;
          if (elapsedMs < measureMs) requestAnimationFrame(look);
          else
            resolve({
              seconds: elapsedMs / 1000,
              frames,
              torn,
              pictures: seen.size,
              drawn: Math.max(...seen) - Math.min(...seen) + 1,
            });
        };
        requestAnimationFrame(look);
      }),
    { rows: ROWS, measureMs: MEASURE_MS },
  );
}
