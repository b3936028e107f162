import { describe, expect, it } from 'vitest';
import { MemoryBudget } from './memory-budget.ts';

describe('the memory budget', () => {
  it('takes from whoever holds most, the largest first', () => {
    const budget = new MemoryBudget(100, 90);
    const evicted: string[] = [];
    const open = (agent: string, name: string, bytes: number) =>
      budget.open(agent, bytes, () => evicted.push(name));
    open('greedy', 'small', 10);
    open('greedy', 'large', 50);
    open('modest', 'only', 30);
    open('modest', 'more', 20);
    expect(evicted).toEqual(['large']);
    expect(budget.bytes).toBe(60);
  });

  it('never touches an agent below its fair share, however many others do their worst', () => {
    const budget = new MemoryBudget(1_000, 1_000);
    const evicted: string[] = [];
    for (let round = 0; round < 50; round += 1) {
      for (let agent = 0; agent < 20; agent += 1)
        budget.open(`greedy-${agent}`, 10, () => evicted.push('greedy'));
      if (round < 4) budget.open('modest', 10, () => evicted.push('modest'));
    }
    expect(evicted).not.toContain('modest');
    expect(budget.bytes).toBeLessThanOrEqual(1_000);
  });

  it('bounds one agent alone, and of equals takes the oldest', () => {
    const budget = new MemoryBudget(100, 40);
    const evicted: number[] = [];
    for (let index = 0; index < 6; index += 1) budget.open('one', 10, () => evicted.push(index));
    expect(evicted).toEqual([0, 1]);
  });

  it('gets back what is closed or shrinks, once', () => {
    const budget = new MemoryBudget(100, 100);
    const one = budget.open('one', 50, () => expect.unreachable());
    one.grow(20);
    one.grow(-60);
    expect(budget.bytes).toBe(10);
    one.close();
    one.close();
    one.grow(5);
    expect(budget.bytes).toBe(0);
  });
});
