import { describe, expect, it } from 'vitest';
import { inQueue, waitReason } from './queue-order.ts';

const GIB = 2 ** 30;
const load = (gib: number) => ({ memoryBytes: gib * GIB });
const machineBytes = 8 * GIB;

describe('an attempt', () => {
  it.each([
    ['begins when nothing is at work', [], load(4), null, undefined],
    ['begins when it alone is more than the machine has', [], load(16), null, undefined],
    ['begins while all fit into the memory', [load(4)], load(4), null, undefined],
    ['waits when they do not', [load(4)], load(5), null, 'machine has 8 GiB'],
    ['waits beside one without a limit', [load(0)], load(1), null, 'machine has 8 GiB'],
    ['waits alone when it has no limit', [load(1)], load(0), null, 'machine has 8 GiB'],
    ['begins below the number that the person allows, whatever it may use', [load(8)], load(8), 2, undefined],
    ['waits beside as many as the person allows', [load(1), load(1)], load(1), 2, 'one of the 2 at work'],
    ['waits beside the only one', [load(1)], load(1), 1, 'the one at work'],
  ] as const)('%s', (_, atWork, next, attempts, words) => {
    const reason = waitReason(atWork, next, { attempts, machineBytes });
    if (words === undefined) expect(reason).toBeUndefined();
    else expect(reason).toContain(words);
  });
});

it('takes the oldest task first, and its attempts in their order', () => {
  const entry = (createdAt: number, number: number) => ({ task: { createdAt }, attempt: { number } });
  const queue = inQueue([entry(2, 1), entry(1, 3), entry(1, 2)]);
  expect(queue).toEqual([entry(1, 2), entry(1, 3), entry(2, 1)]);
});
