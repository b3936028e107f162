import fc from 'fast-check';
import { expect, it } from 'vitest';
import { joinCommand, splitCommand } from './command-line.ts';

it.each([
  ['', []],
  ['  sleep   infinity ', ['sleep', 'infinity']],
  [`sh -c 'echo "hi there"'`, ['sh', '-c', 'echo "hi there"']],
  [String.raw`echo "a \"b\" \$c \n" d\ e`, ['echo', 'a "b" $c \\n', 'd e']],
  [`printf '' ""`, ['printf', '', '']],
  [`a'b'"c"d`, ['abcd']],
  ['echo $HOME | cat *', ['echo', '$HOME', '|', 'cat', '*']],
])('splits %j', (text, argv) => {
  expect(splitCommand(text)).toEqual({ ok: true, argv });
});

it.each([`echo 'open`, `echo "open`, 'echo \\'])('says what is missing in %j', (text) => {
  expect(splitCommand(text).ok).toBe(false);
});

it('writes any words so that they read back', () => {
  fc.assert(
    fc.property(fc.array(fc.string({ unit: 'binary' })), (argv) => {
      expect(splitCommand(joinCommand(argv))).toEqual({ ok: true, argv });
    }),
  );
});
