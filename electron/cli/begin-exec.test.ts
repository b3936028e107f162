import { expect, it } from 'vitest';
import { plainExec } from './begin-exec.ts';
import { exec } from './commands/exec.ts';
import { parseCommandLine } from './program.ts';

it.each([[['exec', 'demo', 'true']], [['exec', 'demo', 'ls', '-la', '--json', '--', '']]])(
  'reads %j as the argument library does',
  (argv) => {
    const { agent, command } = plainExec(argv) ?? {};
    expect(parseCommandLine([exec], argv, '1.2.3')).toMatchObject({
      input: {
        args: { agent, command },
        options: { interactive: false, tty: false, env: [] },
      },
      json: false,
    });
  },
);

it.each([
  [['exec', 'demo']],
  [['exec', '-i', 'demo', 'cat']],
  [['exec', '--json', 'demo', 'cat']],
  [['exec', 'demo', '--', 'ls']],
  [['exec', '', 'ls']],
  [['ls', 'demo', 'true']],
])('leaves %j to the argument library', (argv) => {
  expect(plainExec(argv)).toBeUndefined();
});
