import { expect, it } from 'vitest';
import { isTerminalReply, isUnreadReply } from './terminal-reply.ts';

const isReply = (text: string) => isTerminalReply(Buffer.from(text));

it.each([
  '\u001b[12;40R',
  '\u001b[?1;2c',
  '\u001b[>0;276;0c',
  '\u001b[0n',
  '\u001b[8;24;80t',
  '\u001b[?2026;2$y',
  '\u001bP1$r0m\u001b\\',
  '\u001b[0n\u001b[1;1R',
  '\u001b[I',
  '\u001b]11;rgb:0/0/0\u001b\\',
])('knows the terminal’s answer %j', (text) => expect(isReply(text)).toBe(true));

it.each(['ls', '\r', '\u001b[A', '\u001b', '\u001b[200~pasted\u001b[201~', '\u001b[12;40Rls'])(
  'takes %j for typing',
  (text) => expect(isReply(text)).toBe(false),
);

it('takes an answer for unread behind much that waits, and a key never', () => {
  const waiting = { writableLength: 100_000 };
  expect(isUnreadReply(waiting, Buffer.from('\u001b[0n'))).toBe(true);
  expect(isUnreadReply(waiting, Buffer.from('q'))).toBe(false);
  expect(isUnreadReply({ writableLength: 100 }, Buffer.from('\u001b[0n'))).toBe(false);
});
