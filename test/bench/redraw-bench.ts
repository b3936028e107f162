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
const SIZE = { width: 1440, height: 900 };

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
 * many of its pictures are shown, each whole. A bare window in the same run tells what the machine can show: of nothing,
 * and of the same text without a terminal.
 */
export async function runRedrawBench(dockerHost: string): Promise<BenchResult> {
  execFileSync(process.execPath, ['scripts/package.mjs'], { stdio: 'inherit' });
  const display = await startVirtualDisplay();
  const empty = await emptyApp();
  try {
    const options = { display: display.display, dockerHost };
    const inBareWindow = (draw?: (window: Page) => Promise<void>) =>
      inWindow({ ...options, appFolder: empty.folder }, async (window) => {
        await window.setViewportSize(SIZE);
        await draw?.(window);
        return await watch(window);
      });
    const idle = await inBareWindow();
    const [elements, app, canvas] = [
      await inBareWindow(drawAsElements),
      await inWindow(options, redrawn),
      await inBareWindow(drawOnCanvas),
    ];
    const rate = ({ frames, seconds }: Watched) => frames / seconds;
    const shown = ({ pictures, seconds }: Watched) => pictures / seconds;
    const picturesBeside = (peer: Watched, name: string) => ({
      work: 'pictures shown a second',
      value: shown(app),
      unit: '/s',
      peer: { name, value: shown(peer) },
      ratio: shown(app) / shown(peer),
    });
    return {
      subject: 'redraw',
      method: `${COLUMNS} x ${ROWS}, ${FRAMES_A_SECOND} pictures a second, ${MEASURE_MS / 1000} s, no graphics card`,
      rows: [
        {
          work: 'frames a second while a console redraws',
          value: rate(app),
          unit: '/s',
          peer: { name: 'bare window, nothing drawn', value: rate(idle) },
          ratio: rate(app) / rate(idle),
          target: '>= 0.95',
        },
        { ...picturesBeside(elements, 'bare window, the same text as elements'), target: '>= 0.95' },
        picturesBeside(canvas, 'bare window, the same text on a canvas'),
        { work: 'pictures drawn by the program', value: app.drawn / app.seconds, unit: '/s' },
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
    await window.setViewportSize(SIZE);
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

/** Draws in each frame what the program does, with the elements that a terminal would use. */
function drawAsElements(window: Page): Promise<void> {
  return window.evaluate(
    ({ columns, rows }) => {
      const spans = 6;
      const screen = document.createElement('div');
      screen.className = 'xterm-rows';
      screen.style.cssText = 'font: 13px/1.2 monospace; white-space: pre; background: black';
      screen.append(...Array.from({ length: rows }, () => document.createElement('div')));
      document.body.replaceChildren(screen);
      let picture = 0;
      const draw = () => {
        picture += 1;
        for (const [row, line] of [...screen.children].entries()) {
          const texts = Array.from({ length: spans }, (_, span) => {
            const text = document.createElement('span');
            text.style.color = `rgb(${90 + span * 25}, ${80 + row * 4}, ${250 - span * 20})`;
            text.textContent = String.fromCharCode(97 + ((row + span) % 26)).repeat((columns - 8) / spans);
            return text;
          });
          line.replaceChildren(`${String(picture).padStart(7, '0')} `, ...texts);
        }
        requestAnimationFrame(draw);
      };
      draw();
    },
    { columns: COLUMNS, rows: ROWS },
  );
}

/** Draws the same on a canvas. Lines that are not shown tell `watch` which picture it is. */
function drawOnCanvas(window: Page): Promise<void> {
  return window.evaluate(
    ({ columns, rows }) => {
      const spans = 6;
      const screen = document.createElement('canvas');
      screen.width = 8 * columns;
      screen.height = 16 * rows;
      const context = screen.getContext('2d', { alpha: false });
      if (!context) throw new Error('this window has no canvas');
      const lines = document.createElement('div');
      lines.className = 'xterm-rows';
      lines.hidden = true;
      lines.append(document.createElement('div'));
      document.body.replaceChildren(screen, lines);
      const length = Math.floor((columns - 8) / spans);
      let picture = 0;
      const draw = () => {
        picture += 1;
        const number = String(picture).padStart(7, '0');
        context.fillStyle = 'black';
        context.fillRect(0, 0, screen.width, screen.height);
        context.font = '13px monospace';
        for (let row = 0; row < rows; row++) {
          const bottom = 16 * row + 12;
          context.fillStyle = 'white';
          context.fillText(number, 0, bottom);
          for (let span = 0; span < spans; span++) {
            context.fillStyle = `rgb(${90 + span * 25}, ${80 + row * 4}, ${250 - span * 20})`;
            const text = String.fromCharCode(97 + ((row + span) % 26)).repeat(length);
            context.fillText(text, 8 * (8 + span * length), bottom);
          }
        }
        lines.children[0]?.replaceChildren(number);
        requestAnimationFrame(draw);
      };
      draw();
    },
    { columns: COLUMNS, rows: ROWS },
  );
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
