import type { Locator, Page } from '@playwright/test';
import { createDockerEngine } from '../../electron/engine/docker/adapter.ts';
import type { Engine } from '../../electron/engine/docker/engine.ts';
import {
  type AgentContainer,
  removeLabelled,
  startAgentContainer,
} from '../harness/agents/agent-containers.ts';
import { seriousViolations } from '../harness/app/accessibility.ts';
import { test as base, expect } from '../harness/app/app.ts';
import { keepPicture } from '../harness/app/keep-picture.ts';

/** An agent that keeps half a CPU busy, holds 12 MiB, and was there before the app. */
const test = base.extend<{ direct: Engine; agent: AgentContainer }>({
  direct: async ({ engine }, use) => {
    const direct = createDockerEngine({ url: engine.dockerHost, source: 'DOCKER_HOST', label: 'test' });
    await use(direct);
    await removeLabelled(direct);
    direct.close();
  },
  agent: async ({ direct }, use) => {
    const command = ['sh', '-c', 'head -c 12582912 /dev/zero > /dev/shm/x; while :; do :; done'];
    await use(await startAgentContainer(direct, { command, host: { NanoCpus: 5e8, PidsLimit: 32 } }));
  },
});

async function openOverview(window: Page, agent: AgentContainer): Promise<void> {
  await window.getByRole('navigation', { name: 'Agents' }).getByRole('button', { name: agent.name }).click();
  await window.getByRole('tab', { name: 'Overview' }).click();
}

const figure = (window: Page, name: string): Locator => window.getByRole('figure', { name });

/** Whether anything of the accent colour's line is on the graph's canvas. */
async function drawnPixels(graph: Locator): Promise<number> {
  return await graph.locator('canvas').evaluate((canvas: HTMLCanvasElement) => {
    const { data } = canvas.getContext('2d')?.getImageData(0, 0, canvas.width, canvas.height) ?? { data: [] };
    let count = 0;
    for (let at = 3; at < data.length; at += 4) if ((data[at] ?? 0) > 0) count += 1;
    return count;
  });
}

test('every figure holds its current value with the unit', async ({ agent, window }, testInfo) => {
  await openOverview(window, agent);
  await expect(figure(window, 'CPU')).toContainText(/\d+ %/);
  await expect(figure(window, 'CPU')).toContainText('of its 0.5 CPUs');
  await expect(figure(window, 'CPU')).toContainText(/\d+ % of the host \(\d+ CPUs?\)/);
  // The shell and the kernel's own pages for it take up to three more.
  await expect(figure(window, 'Memory')).toContainText(/1[2-5](\.\d)? MiB/);
  await expect(figure(window, 'Memory')).toContainText('of 64 MiB');
  await expect(figure(window, 'Network I/O')).toContainText(/received.*sent/s);
  await expect(figure(window, 'Disk I/O')).toContainText(/\d B\/s/);
  await expect(figure(window, 'Processes')).toContainText('of 32 allowed');
  await expect.poll(() => drawnPixels(figure(window, 'CPU'))).toBeGreaterThan(100);

  for (const theme of ['dark', 'light']) {
    await window.evaluate((value) => document.documentElement.setAttribute('data-theme', value), theme);
    expect(await seriousViolations(window)).toEqual([]);
    await keepPicture(window, testInfo, `overview-${theme}.png`);
  }
});

test('the time range changes, and the history survives a look at another page', async ({ agent, window }) => {
  await openOverview(window, agent);
  await expect(figure(window, 'CPU')).toContainText(/\d+ %/);
  const ranges = window.getByRole('radiogroup', { name: 'Time range' });
  for (const name of ['1 min', '15 min', '60 min']) {
    await ranges.getByRole('radio', { name }).click();
    await expect(ranges.getByRole('radio', { name })).toBeChecked();
    await expect.poll(() => drawnPixels(figure(window, 'Memory'))).toBeGreaterThan(100);
  }
  await window.getByRole('tab', { name: 'Details' }).click();
  await expect(figure(window, 'CPU')).toHaveCount(0);
  await window.getByRole('tab', { name: 'Overview' }).click();
  await expect(figure(window, 'CPU')).toContainText(/\d+ %/);
});

test('a stopped agent says so and keeps its graphs', async ({ agent, direct, window }) => {
  await openOverview(window, agent);
  await expect(figure(window, 'CPU')).toContainText(/\d+ %/);
  await direct.stopContainer(agent.containerId, 1);
  await expect(figure(window, 'CPU')).toContainText('Not running');
  await expect(window.getByText('The graphs show what was read before.')).toBeVisible();
  await direct.startContainer(agent.containerId);
  await expect(figure(window, 'CPU')).toContainText(/\d+ %/);
});
