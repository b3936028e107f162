import { describe, expect, it } from 'vitest';
import { readTestArguments, stages } from './arguments.mjs';

describe('readTestArguments', () => {
  it('runs everything by default', () => {
    expect(readTestArguments([])).toEqual({ selected: stages, runnerArgs: [] });
  });

  it('passes on what follows to the one runner that was chosen', () => {
    expect(readTestArguments(['--only', 'e2e', '-g', 'console'])).toEqual({
      selected: ['e2e'],
      runnerArgs: ['-g', 'console'],
    });
  });

  it('takes several stages', () => {
    expect(readTestArguments(['--only=lint', '--only', 'types']).selected).toEqual(['lint', 'types']);
  });

  it.each([[['--only', 'all']], [['--only']], [['-g', 'console']], [['--only=lint', '--only=unit', 'x']]])(
    'refuses %j',
    (args) => {
      expect(() => readTestArguments(args)).toThrow();
    },
  );
});
