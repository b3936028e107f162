import { execFileSync } from 'node:child_process';
import { _electron as electron, expect, type Page } from '@playwright/test';
import { planLaunch } from '../../scripts/app/launch-plan.mjs';
import { startVirtualDisplay } from '../../scripts/app/virtual-display.mjs';
import { PLAYER } from '../harness/agents/player-type.ts';
import { handOver } from '../harness/app/hand-over.ts';
import { ownType } from '../harness/app/own-type.ts';
import { personProject } from '../harness/app/person-project.ts';
import { type BenchResult, median } from './bench-row.ts';

const EVENTS = 50_000;
const ROUNDS = 3;
const SCROLL_MS = 4_000;
/** In a frame: some eight windows a second, faster than anybody reads. */
const STEP_PX = 120;
const END = 'the end of the transcript';

interface Opened {
  firstRowMs: number;
  wholeMs: number;
  longestFrameMs: number;
}

/** How soon a transcript of 50,000 events is there, and how it scrolls, beside an area of the same size without content. */
export async function runTranscriptBench(dockerHost: string): Promise<BenchResult> {
  execFileSync(process.execPath, ['scripts/package.mjs'], { stdio: 'inherit' });
  const display = await startVirtualDisplay();
  const plan = planLaunch({ display: display.display, dockerHost });
  ownType(plan, 'player', { 'type.json': JSON.stringify(PLAYER) });
  const lines = recorded();
  const project = personProject(plan, 'recorded', lines);
  const app = await electron.launch({ ...plan, chromiumSandbox: true });
  try {
    const window = await app.firstWindow();
    await window.waitForLoadState();
    await window.setViewportSize({ width: 1440, height: 900 });
    await handOver(window, { type: PLAYER.label, prompt: 'recorded', project });
    await expect(window.getByRole('list', { name: 'Attempts', exact: true }).getByText('Done')).toBeVisible({
      timeout: 120_000,
    });
    const [opened, scrolled, empty]: [Opened[], number[], number[]] = [[], [], []];
    for (let round = 0; round < ROUNDS; round += 1) {
      opened.push(await open(window));
      scrolled.push(await framesASecond(window, '[role=log]'));
      empty.push(await framesASecond(window, undefined));
    }
    const memoryMb = await window.evaluate(
      () => (performance as unknown as { memory: { usedJSHeapSize: number } }).memory.usedJSHeapSize / 1e6,
    );
    const of = (pick: (each: Opened) => number) => median(opened.map(pick));
    const work = `transcript of ${EVENTS.toLocaleString('en')} events`;
    return {
      subject: 'transcript',
      method: `medians of ${ROUNDS} rounds, ${Math.round(lines.length / 1e6)} MB, no graphics card`,
      rows: [
        {
          work: `${work}, first rows`,
          value: of(({ firstRowMs }) => firstRowMs),
          unit: 'ms',
          target: '<= 300',
        },
        { work: `${work}, its newest row`, value: of(({ wholeMs }) => wholeMs), unit: 'ms' },
        {
          work: `${work}, longest frame until then`,
          value: of(({ longestFrameMs }) => longestFrameMs),
          unit: 'ms',
        },
        {
          work: `${work}, frames a second while it scrolls`,
          value: median(scrolled),
          unit: '/s',
          peer: { name: 'the same area without content', value: median(empty) },
          ratio: median(scrolled) / median(empty),
          target: '>= 0.95',
        },
        { work: `${work}, memory of the page`, value: memoryMb, unit: 'MB' },
      ],
    };
  } finally {
    await app.close();
    plan.remove();
    await display.stop();
  }
}

/** A session in the form of Claude Code: messages, thinking, calls with their results, differences. */
function recorded(): string {
  const line = (content: object, type: 'assistant' | 'user') =>
    JSON.stringify({ type, message: { content: [content] } });
  const say = (text: string) => line({ type: 'text', text }, 'assistant');
  const turn = (n: number) => [
    line(
      { type: 'thinking', thinking: `Step ${n}: the next file. ${'Thinking goes on. '.repeat(8)}` },
      'assistant',
    ),
    say(
      `I look at file ${n}, as \`cart-${n}.js\` may hold the bug.\n\nThe rest is as it was. ${'More. '.repeat(20)}`,
    ),
    line(
      { type: 'tool_use', id: `r${n}`, name: 'Bash', input: { command: `cat cart-${n}.js` } },
      'assistant',
    ),
    line({ type: 'tool_result', tool_use_id: `r${n}`, content: `const price = ${n};\n`.repeat(12) }, 'user'),
    line(
      {
        type: 'tool_use',
        id: `e${n}`,
        name: 'Edit',
        input: {
          file_path: `cart-${n}.js`,
          old_string: `a\nprice = ${n}\nb`,
          new_string: `a\nprice = ${n + 1}\nb`,
        },
      },
      'assistant',
    ),
    line({ type: 'tool_result', tool_use_id: `e${n}`, content: 'updated' }, 'user'),
  ];
  const lines: string[] = [];
  for (let n = 0; lines.length < EVENTS - 1; n += 1) lines.push(...turn(n));
  return `${[...lines.slice(0, EVENTS - 1), say(END)].join('\n')}\n`;
}

/** From the click on the task until rows are there, and until the newest one is. */
async function open(window: Page): Promise<Opened> {
  await window
    .getByRole('navigation', { name: 'Agents' })
    .getByRole('button', { name: 'Tasks', exact: true })
    .click();
  await expect(window.getByRole('article', { name: 'recorded' })).toBeVisible();
  return await window.evaluate(
    (end) =>
      new Promise<Opened>((resolve) => {
        const button = document.querySelector<HTMLElement>('article button');
        const from = performance.now();
        let firstRowMs = 0;
        let longestFrameMs = 0;
        let before = from;
        const look = () => {
          const now = performance.now();
          longestFrameMs = Math.max(longestFrameMs, now - before);
          before = now;
          const log = document.querySelector('[role=log]');
          if (firstRowMs === 0 && log?.querySelector('[data-index]')) firstRowMs = now - from;
          if (log?.textContent?.includes(end)) resolve({ firstRowMs, wholeMs: now - from, longestFrameMs });
          else requestAnimationFrame(look);
        };
        button?.click();
        requestAnimationFrame(look);
      }),
    END,
  );
}

/** Scrolls an element up from its end; without one, an empty area of the same size. */
function framesASecond(window: Page, selector: string | undefined): Promise<number> {
  return window.evaluate(
    ({ selector: of, scrollMs, stepPx }) =>
      new Promise<number>((resolve) => {
        const log = document.querySelector<HTMLElement>('[role=log]');
        if (!log) throw new Error('there is no transcript');
        const empty = document.createElement('div');
        const { top, left, width, height } = log.getBoundingClientRect();
        empty.style.cssText = `position: fixed; z-index: 99; overflow-y: auto; background: white;
          top: ${top}px; left: ${left}px; width: ${width}px; height: ${height}px`;
        const content = document.createElement('div');
        content.style.height = `${log.scrollHeight}px`;
        empty.append(content);
        if (of === undefined) document.body.append(empty);
        const element = of === undefined ? empty : log;
        element.scrollTop = element.scrollHeight;
        let frames = 0;
        const from = performance.now();
        const step = () => {
          frames += 1;
          element.scrollTop -= stepPx;
          const ms = performance.now() - from;
          if (ms < scrollMs) requestAnimationFrame(step);
          else {
            empty.remove();
            resolve(frames / (ms / 1000));
          }
        };
        requestAnimationFrame(step);
      }),
    { selector, scrollMs: SCROLL_MS, stepPx: STEP_PX },
  );
}
