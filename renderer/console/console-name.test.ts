import { expect, it } from 'vitest';
import { consoleName, programOf } from './console-name.ts';

it.each([
  [[], 'Shell 1'],
  [['/usr/bin/top', '-b'], 'top 1'],
  [['bulkhead-codex', '--ask-for-approval', 'never'], 'codex 1'],
])('names the console of %j %s', (command, name) => {
  expect(consoleName({ command, number: 1 })).toBe(name);
});

it('has no name for the shell of the image', () => {
  expect(programOf({ command: [] })).toBeUndefined();
});
