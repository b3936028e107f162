import { expect, it } from 'vitest';
import { ManualClock } from '../lib/manual-clock.ts';
import { PageWatch } from './page-watch.ts';

function watch() {
  const clock = new ManualClock();
  const questions: (() => void)[] = [];
  const seen = { silent: 0 };
  const page = new PageWatch({
    clock,
    ask: () => new Promise<void>((resolve) => questions.push(resolve)),
    onSilent: () => {
      seen.silent += 1;
    },
  });
  /** Lets so many rounds go by; the page answers in those of which `answers` says so. */
  const rounds = async (count: number, answers: boolean) => {
    for (let round = 0; round < count; round += 1) {
      if (answers) for (const answer of questions.splice(0)) answer();
      await Promise.resolve();
      clock.advance(2_000);
    }
  };
  return { page, rounds, seen, asked: questions };
}

it('says once when a page has not answered for ten seconds', async () => {
  const { page, rounds, seen } = watch();
  page.start();
  await rounds(10, true);
  await rounds(4, false);
  expect(seen.silent).toBe(0);
  await rounds(10, false);
  expect(seen.silent).toBe(1);
});

it('forgives a page that answers late', async () => {
  const { page, rounds, seen } = watch();
  page.start();
  for (let time = 0; time < 5; time += 1) {
    await rounds(4, false);
    await rounds(1, true);
  }
  expect(seen.silent).toBe(0);
});

it('asks nothing between a stop and a start, and takes no answer to an earlier start', async () => {
  const { page, rounds, seen, asked } = watch();
  page.start();
  page.stop();
  await rounds(20, false);
  expect(seen.silent).toBe(0);
  expect(asked).toHaveLength(1);
  page.start();
  await rounds(3, false);
  asked[0]?.();
  await rounds(2, false);
  expect(seen.silent).toBe(1);
});
