import { expect, it } from 'vitest';
import type { TrayState } from '../../contract/tray.ts';
import { type TrayItem, trayMenu, trayToolTip } from './tray-menu.ts';

const quiet: TrayState = { running: 0, online: 0, waiting: [] };
const waitingFor = (count: number): TrayState => ({
  running: 2,
  online: 1,
  waiting: Array.from({ length: count }, (_, index) => ({
    agentId: `a${index}`,
    text: `a${index}: Waits for you`,
  })),
});
const labels = (items: readonly TrayItem[]) =>
  items.map((item) => (item.kind === 'separator' ? '-' : `${item.enabled ? '' : '×'}${item.label}`));

it('offers nothing to pause or cut off where nothing runs', () => {
  expect(labels(trayMenu(quiet))).toEqual([
    '×No agent is running',
    '-',
    '×Pause all',
    '×Cut all off',
    '-',
    'Show window',
    'Quit',
  ]);
});

it('leads to each agent that waits', () => {
  const items = trayMenu(waitingFor(1));
  expect(labels(items).slice(0, 6)).toEqual([
    '×2 agents are running',
    '-',
    'a0: Waits for you',
    '-',
    'Pause all',
    'Cut all off',
  ]);
  expect(items[2]).toMatchObject({ action: { kind: 'show', agentId: 'a0' } });
});

it('lists eight at most, and says how many more wait', () => {
  expect(labels(trayMenu(waitingFor(11)))).toContain('And 3 more');
  expect(labels(trayMenu(waitingFor(11)))).not.toContain('a8: Waits for you');
});

it('says in one line what runs and what waits', () => {
  expect(trayToolTip(waitingFor(3))).toBe('Bulkhead · 2 agents are running · 3 waiting for you');
  expect(trayToolTip(undefined)).toBe('Bulkhead · No window is open');
});
