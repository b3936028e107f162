import { expect, it } from 'vitest';
import { AppFailure } from '../../contract/error.ts';
import { Admission, checkBudget } from './admission.ts';

const GIB = 1024 ** 3;
const one = { memoryBytes: GIB, cpus: 1 };

function refusal(...input: Parameters<typeof checkBudget>) {
  try {
    checkBudget(...input);
  } catch (error) {
    if (error instanceof AppFailure) return error.error;
    throw error;
  }
  return undefined;
}

it('lets everything run without a budget', () => {
  const none = { memoryBytes: null, cpus: null };
  expect(refusal(none, [one, one], { memoryBytes: 0, cpus: 0 })).toBeUndefined();
});

it('lets agents fill the budget to the brim and refuses what goes over it', () => {
  const budget = { memoryBytes: 3 * GIB, cpus: null };
  expect(refusal(budget, [one, one], one)).toBeUndefined();
  const refused = refusal(budget, [one, one, one], { memoryBytes: GIB / 2, cpus: 1 });
  expect(refused).toMatchObject({ type: 'resource-limit', field: 'resources.memoryBytes' });
  expect(refused?.message).toContain('only 0 B of your budget of 3 GiB');
});

it('counts CPUs too, in parts', () => {
  const budget = { memoryBytes: null, cpus: 2 };
  expect(refusal(budget, [{ ...one, cpus: 1.5 }], { ...one, cpus: 0.5 })).toBeUndefined();
  expect(refusal(budget, [{ ...one, cpus: 1.5 }], one)?.field).toBe('resources.cpus');
});

it('refuses an agent without a limit, and says what to do', () => {
  const refused = refusal({ memoryBytes: GIB, cpus: null }, [], { memoryBytes: 0, cpus: 0 });
  expect(refused?.message).toContain('Give it a limit');
});

it('counts what is being made, until it is made or has failed', () => {
  const admission = new Admission({
    directory: { list: () => ({ sequence: 1, agents: [] }) },
    preferences: { current: { budget: { memoryBytes: GIB, cpus: null } } },
  });
  const release = admission.claim('a', one);
  expect(() => admission.claim('b', one)).toThrow('only 0 B of your budget');
  expect(() => admission.check('a', one)).not.toThrow();
  release();
  expect(() => admission.claim('b', one)).not.toThrow();
});
