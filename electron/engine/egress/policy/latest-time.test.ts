import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { silentLogger } from '../../../lib/logger.ts';
import { ManualClock } from '../../../lib/manual-clock.ts';
import { LatestTime } from './latest-time.ts';

const MINUTE_MS = 60_000;
let folder: string;
let clock: ManualClock;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'latest-'));
  clock = new ManualClock();
  clock.setBy(1_000 * MINUTE_MS);
});
afterEach(() => rmSync(folder, { recursive: true }));
const open = () => new LatestTime({ path: join(folder, 'time.json'), clock, logger: silentLogger });

it('knows nothing at the first start, and nothing of a clock that went on', async () => {
  const first = open();
  expect(await first.wasSetBack()).toBe(false);
  first.note(10 * MINUTE_MS);
  await first.dispose();
  clock.advance(MINUTE_MS);
  expect(await open().wasSetBack()).toBe(false);
});

it('knows that the clock was set back, at every start until it has gone that far again', async () => {
  const first = open();
  first.note(10 * MINUTE_MS);
  clock.advance(5 * MINUTE_MS);
  await first.dispose();
  clock.setBy(-3 * MINUTE_MS);
  const second = open();
  expect(await second.wasSetBack()).toBe(true);
  second.note(MINUTE_MS);
  await second.dispose();
  expect(await open().wasSetBack()).toBe(true);
  clock.advance(4 * MINUTE_MS);
  expect(await open().wasSetBack()).toBe(false);
});

it('writes the time now and then, for an app that is killed', async () => {
  const killed = open();
  killed.note(10 * MINUTE_MS);
  clock.advance(4 * MINUTE_MS);
  await killed.wasSetBack();
  // Everything that was written before is on disk when this ends; nothing new is due.
  clock.setBy(-2 * MINUTE_MS);
  await killed.dispose();
  expect(await open().wasSetBack()).toBe(true);
});

it('takes a spoilt file for none', async () => {
  writeFileSync(join(folder, 'time.json'), '{"time":"x"}');
  expect(await open().wasSetBack()).toBe(false);
});
