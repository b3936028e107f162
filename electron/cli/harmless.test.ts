import { expect, it } from 'vitest';
import { harmless } from './harmless.ts';
import { Output } from './output.ts';
import type { OutputStream } from './standard-streams.ts';

it('keeps colours and tabs, and ends the colours with the line', () => {
  expect(harmless('a\tb')).toBe('a\tb');
  expect(harmless('\u001b[1;31mred\u001b[m plain')).toBe('\u001b[1;31mred\u001b[m plain\u001b[0m');
});

it.each([
  ['the clipboard', '\u001b]52;c;ZXZpbA==\u0007'],
  ['a title', '\u001b]0;title\u001b\\'],
  ['a question that the terminal answers', '\u001b[6n\u001b[c\u001bZ'],
  ['another screen', '\u001b[?1049h\u001b[2J'],
  ['eight-bit controls', '\u009b2J\u009d52;c;eA==\u009c'],
])('writes out %s', (_what, sequence) => {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: that none is left is what is tested.
  expect(harmless(`a${sequence}b`)).not.toMatch(/[\u0000-\u001f\u007f-\u009f]/);
});

it('gives a file the bytes of a log, and a terminal its harmless lines', async () => {
  const written = { out: '', err: '' };
  const streamOf = (name: 'out' | 'err', isTTY: boolean): OutputStream => ({
    isTTY,
    write(text, onWritten) {
      written[name] += String(text);
      onWritten?.();
      return true;
    },
  });
  const output = new Output({
    stdout: streamOf('out', false),
    stderr: streamOf('err', true),
    json: false,
    environment: {},
  });
  await output.writeLines({ stdout: 'a\u001b[2J\n', stderr: 'b\u001b[2J\nc\n' });
  expect(written).toEqual({ out: 'a\u001b[2J\n', err: 'b\\x1b[2J\nc\n' });
});
