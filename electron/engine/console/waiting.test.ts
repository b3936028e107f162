import { expect, it } from 'vitest';
import { ManualClock } from '../../lib/manual-clock.ts';
import { WaitingDetector, type WaitingReason } from './waiting.ts';

function watch(silenceCounts = true, prompts: readonly Pick<RegExp, 'test'>[] = []) {
  const clock = new ManualClock();
  const reasons: (WaitingReason | null)[] = [];
  const detector = new WaitingDetector({
    clock,
    silenceCounts,
    onChange: (reason) => reasons.push(reason),
  });
  detector.learn(prompts);
  return { clock, reasons, detector, write: (text: string) => detector.output(Buffer.from(text)) };
}

it('hears a bell at once, but not one that only ends a window title', () => {
  const { reasons, write } = watch();
  write('\u001b]0;vim\u0007');
  write('\u001b]0;the title comes in ');
  write('two parts\u0007');
  expect(reasons).toEqual([]);
  write('done\u0007');
  expect(reasons).toEqual(['bell']);
});

it('takes a bell that answers a key for what it is', () => {
  const { reasons, write, detector, clock } = watch();
  detector.typed();
  write('\u0007');
  clock.advance(1_001);
  expect(reasons).toEqual([]);
  write('\u0007');
  expect(reasons).toEqual(['bell']);
});

it.each([
  'Overwrite? [y/N] ',
  'Continue? (yes/no): ',
  'Password for git: ',
  '\u001b[1mPress Enter to go on\u001b[0m',
])('knows the question %j once the program is quiet', (question) => {
  const { reasons, write, clock } = watch(false);
  write(question);
  clock.advance(1_999);
  expect(reasons).toEqual([]);
  clock.advance(1);
  expect(reasons).toEqual(['prompt']);
});

it('knows the prompts of an agent type, and forgets when somebody types', () => {
  const { reasons, write, clock, detector } = watch(false, [/Approve\?$/]);
  write('Approve?');
  clock.advance(2_000);
  detector.typed();
  expect(reasons).toEqual(['prompt', null]);
});

it('takes long silence after work for waiting, and echo for nothing', () => {
  const { reasons, write, clock, detector } = watch();
  detector.typed();
  write('ls\r\n');
  clock.advance(60_000);
  expect(reasons).toEqual([]);
  write('x'.repeat(500));
  clock.advance(10_000);
  write('more');
  clock.advance(15_000);
  expect(reasons).toEqual(['silence']);
  write('on we go'.repeat(50));
  expect(reasons).toEqual(['silence', null]);
});

it('says once that a program waits, however often it paints the same screen again', () => {
  const { reasons, write, clock, detector } = watch();
  const paint = (minute: number) =>
    write(`\u001b[2J\u001b[H${'What shall I do? '.repeat(40)}\r\nidle for ${minute} minutes`);
  for (let minute = 0; minute < 60; minute += 1) {
    paint(minute);
    clock.advance(60_000);
  }
  expect(reasons).toEqual(['silence']);
  write('.');
  clock.advance(60_000);
  expect(reasons).toEqual(['silence']);
  write('Reading the next file. '.repeat(40));
  clock.advance(60_000);
  expect(reasons).toEqual(['silence', null, 'silence']);
  detector.typed();
  paint(60);
  clock.advance(60_000);
  expect(reasons).toEqual(['silence', null, 'silence', null, 'silence']);
});

it('forgets a question that the program answered itself', () => {
  const { reasons, write, clock } = watch();
  write('Continue? (yes/no): ');
  clock.advance(2_000);
  write('timed out\r\n');
  expect(reasons).toEqual(['prompt', null]);
});

it('does not take a silent shell for one that waits', () => {
  const { reasons, write, clock } = watch(false);
  write('x'.repeat(5_000));
  clock.advance(600_000);
  expect(reasons).toEqual([]);
});
