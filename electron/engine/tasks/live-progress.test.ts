import { expect, it } from 'vitest';
import { ManualClock } from '../../lib/manual-clock.ts';
import { LiveProgress } from './live-progress.ts';

const bytes = (text: string) => new TextEncoder().encode(text);

function live() {
  const clock = new ManualClock();
  const progress = new LiveProgress({ clock });
  let told = 0;
  progress.changed.on(() => {
    told++;
  });
  return { clock, progress, told: () => told };
}

it('tells of changes once a second', () => {
  const { clock, progress, told } = live();
  const push = progress.follow('a', 'text');
  push(bytes('one\ntwo\nthr'));
  push(bytes('ee\n'));
  expect([progress.of('a'), told()]).toEqual([{ now: 'three' }, 0]);
  clock.advance(1_000);
  expect(told()).toBe(1);
  push(bytes('an open li'));
  clock.advance(5_000);
  expect(told()).toBe(1);
});

it('shows what it knew until an output is read again so far', () => {
  const { progress } = live();
  progress.follow('a', 'text')(bytes('one\ntwo\n'));
  const push = progress.follow('a', 'text');
  push(bytes('one\n'));
  expect(progress.of('a')).toEqual({ now: 'two' });
  push(bytes('two\nthree\n'));
  expect(progress.of('a')).toEqual({ now: 'three' });
});

it('reads the last line at the end, and forgets the attempt', () => {
  const { progress } = live();
  progress.follow('a', 'text')(bytes('one\nlast'));
  expect(progress.end('a')).toEqual({ now: 'last' });
  expect([progress.of('a'), progress.end('a')]).toEqual([{}, {}]);
});

it('reads a line of 50 MB in pieces, and what comes after it', () => {
  const { progress } = live();
  const push = progress.follow('a', 'claude-code');
  const piece = bytes('x'.repeat(1024 * 1024));
  for (let count = 0; count < 50; count++) push(piece);
  push(bytes('\n{"type":"system","subtype":"init","session_id":"after"}\n'));
  expect(progress.of('a')).toEqual({ session: 'after' });
});
