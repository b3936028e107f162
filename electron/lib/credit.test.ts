import { describe, expect, it } from 'vitest';
import { Credit } from './credit.ts';

describe('Credit', () => {
  it('is full from the high mark until the low mark', () => {
    const credit = new Credit({ high: 10, low: 4 });
    credit.spend(9);
    expect(credit.full).toBe(false);
    credit.spend(1);
    expect(credit.full).toBe(true);
    credit.giveBack(5);
    expect(credit.full).toBe(true);
    credit.giveBack(1);
    expect(credit.full).toBe(false);
  });

  it('lets a waiting producer go on when the consumer has caught up', async () => {
    const credit = new Credit({ high: 1, low: 0 });
    credit.spend(1);
    const ready = credit.ready();
    credit.giveBack(1);
    await ready;
  });

  it('ignores acknowledgements of what was never sent', () => {
    const credit = new Credit({ high: 10, low: 4 });
    credit.giveBack(1000);
    credit.giveBack(-5);
    credit.spend(10);
    expect(credit.full).toBe(true);
  });
});
