import { describe, expect, it } from 'vitest';
import { parseNumber, stepNumber } from './step-number.ts';

const cpus = { min: 0.1, max: 4, step: 0.1 };

describe('stepNumber', () => {
  it('steps without binary fractions showing', () => {
    expect(stepNumber('0.2', 1, cpus)).toBe('0.3');
    expect(stepNumber('0.3', -1, cpus)).toBe('0.2');
  });

  it('stays within the range', () => {
    expect(stepNumber('4', 1, cpus)).toBe('4');
    expect(stepNumber('0.1', -1, cpus)).toBe('0.1');
    expect(stepNumber('1000', -1, cpus)).toBe('4');
  });

  it('starts at the minimum when the text is no number', () => {
    expect(stepNumber('', 1, cpus)).toBe('0.1');
    expect(stepNumber('two', -1, cpus)).toBe('0.1');
  });

  it('keeps decimals that were typed', () => {
    expect(stepNumber('1.25', 1, { min: 0, max: 8, step: 0.5 })).toBe('1.75');
  });
});

describe('parseNumber', () => {
  it('refuses what is not finite', () => {
    expect(parseNumber(' 2 ')).toBe(2);
    expect(parseNumber('Infinity')).toBeUndefined();
    expect(parseNumber('1e999')).toBeUndefined();
    expect(parseNumber('  ')).toBeUndefined();
  });
});
