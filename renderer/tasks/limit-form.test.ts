import { expect, it } from 'vitest';
import { taskLimitsSchema } from '../../electron/contract/task-limits.ts';
import { limitsFrom, limitsText, USUAL_LIMITS } from './limit-form.ts';

const form = (change = {}) => ({ minutes: '', tokens: '', costUsd: '', ...change });

it('reads limits as typed, and takes an empty field for none', () => {
  const made = limitsFrom(form({ minutes: ' 30 ', tokens: '2,000,000', costUsd: '2.50' }));
  expect(made).toEqual({ limits: { minutes: 30, tokens: 2_000_000, costUsd: 2.5 } });
  expect(limitsFrom(form())).toEqual({ limits: {} });
});

it('begins with limits that a task can have', () => {
  const made = limitsFrom(USUAL_LIMITS);
  expect('limits' in made && taskLimitsSchema.parse(made.limits)).toEqual({ minutes: 120 });
});

it('says what is wrong beside its field', () => {
  const made = limitsFrom(form({ minutes: '1.5', tokens: 'many', costUsd: '0' }));
  expect(made).toEqual({
    errors: {
      minutes: 'A whole number.',
      tokens: 'From 1,000 to 1,000,000,000.',
      costUsd: 'From 0.01 to 100,000.',
    },
  });
});

it('puts limits into words', () => {
  expect(limitsText({ minutes: 90, tokens: 1_000_000, costUsd: 5 })).toBe(
    '90 minutes each, 1,000,000 tokens, $5.00',
  );
  expect(limitsText({})).toBe('none');
});
