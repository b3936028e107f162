import { expect, it } from 'vitest';
import { type AppErrorType, AppFailure } from '../contract/error.ts';
import { exitCodeOf, RefusedError, TimeoutError, UsageError } from './exit-code.ts';

const failure = (type: AppErrorType) => new AppFailure({ type, message: '' });

it.each([
  ['a wrong command line', new UsageError('x'), 2],
  ['an input that the host refuses', failure('invalid-input'), 2],
  ['an engine that is not there', failure('engine-unreachable'), 3],
  ['an engine that refuses the person', failure('engine-permission-denied'), 3],
  ['what needs consent', failure('not-allowed'), 4],
  ['a secret without the keychain', failure('secret-unavailable'), 4],
  ['an outcome that the flags refuse', new RefusedError('x'), 4],
  ['a deadline', new TimeoutError('x'), 5],
  ['a program that is not there', failure('command-not-found'), 127],
  [
    'a program that may not be run',
    new AppFailure({ type: 'command-not-found', message: '', raw: 'exec: "/etc/passwd": permission denied' }),
    126,
  ],
  ['an interruption', failure('cancelled'), 130],
  ['anything else', failure('not-found'), 1],
  ['a bug', new Error('x'), 1],
])('exits for %s as documented', (_, error, code) => {
  expect(exitCodeOf(error, false)).toBe(code);
});

it('exits with 125 where 1 could be the program’s own code', () => {
  expect(exitCodeOf(failure('not-running'), true)).toBe(125);
  expect(exitCodeOf(new Error('x'), true)).toBe(125);
  expect(exitCodeOf(failure('engine-unreachable'), true)).toBe(3);
});
