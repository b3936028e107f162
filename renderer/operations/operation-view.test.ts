import { describe, expect, it } from 'vitest';
import type { Operation, OperationStep } from '../../electron/contract/operation.ts';
import { currentStep, openOperations, stepAmount, stepFraction, stepSeconds } from './operation-view.ts';

const step = (id: string, status: OperationStep['status']): OperationStep => ({ id, label: id, status });

describe('currentStep', () => {
  it('is what runs, what failed, or what was done last', () => {
    expect(currentStep([step('a', 'done'), step('b', 'running'), step('c', 'pending')])?.id).toBe('b');
    expect(currentStep([step('a', 'undone'), step('b', 'failed'), step('c', 'pending')])?.id).toBe('b');
    expect(currentStep([step('a', 'done'), step('b', 'done')])?.id).toBe('b');
    expect(currentStep([step('a', 'pending')])).toBeUndefined();
  });
});

describe('progress', () => {
  it('needs a total to be a fraction', () => {
    expect(stepFraction({ progress: { unit: 'bytes', done: 50, total: 200 } })).toBe(0.25);
    expect(stepFraction({ progress: { unit: 'bytes', done: 50 } })).toBeUndefined();
    expect(stepFraction({ progress: { unit: 'parts', done: 0, total: 0 } })).toBeUndefined();
    expect(stepFraction({})).toBeUndefined();
  });

  it('says the seconds of a step, of which the first is not worth a word', () => {
    expect(stepSeconds({}, 5_000)).toBeUndefined();
    expect(stepSeconds({ startedAt: 1_000 }, 1_900)).toBeUndefined();
    expect(stepSeconds({ startedAt: 1_000 }, 13_900)).toBe('12 s');
    expect(stepSeconds({ startedAt: 1_000, finishedAt: 66_000 }, 90_000)).toBe('1 min 5 s');
  });

  it('says the amount in its unit', () => {
    expect(stepAmount({ progress: { unit: 'bytes', done: 512, total: 2048 } })).toBe('512 B of 2 KiB');
    expect(stepAmount({ progress: { unit: 'parts', done: 3, total: 7 } })).toBe('3 of 7');
    expect(stepAmount({ progress: { unit: 'bytes', done: 2048 } })).toBe('2 KiB');
  });
});

it('puts work under way first, and lets go of what is done', () => {
  const operation = (id: string, status: Operation['status'], startedAt: number): Operation => ({
    id,
    kind: 'create',
    title: id,
    status,
    steps: [],
    startedAt,
  });
  const ordered = openOperations([
    operation('old', 'done', 1),
    operation('slow', 'running', 2),
    operation('new', 'failed', 3),
  ]);
  expect(ordered.map(({ id }) => id)).toEqual(['slow', 'new']);
});
