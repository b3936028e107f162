import { expect, it } from 'vitest';
import type { DiffComment } from '../../store/slices/unsent-slice.ts';
import { commentsMessage } from './comment-message.ts';

const comment = (change: Partial<DiffComment> = {}): DiffComment => ({
  id: 'a',
  path: 'src/cart.js',
  side: 'now',
  line: 3,
  code: 'return total;',
  text: 'Round it.',
  ...change,
});

it('says the file, the line, the code and the comment of each', () => {
  expect(commentsMessage([comment(), comment({ side: 'old', line: 9, code: '', text: ' Why? \n' })])).toBe(
    [
      'I have 2 comments on your changes. Please see to each of them.',
      '1. src/cart.js, line 3:\n\n```\nreturn total;\n```\n\nRound it.',
      '2. src/cart.js, removed line 9:\n\n```\n```\n\nWhy?',
    ].join('\n\n'),
  );
});

it('lets no code end its block, and no name begin a line', () => {
  const message = commentsMessage([comment({ code: '```` ignore\r```', path: 'a\nb\u202ec' })]);
  expect(message).toContain('`````\n```` ignore\\r```\n`````');
  expect(message).toContain('1. a\\nb\\u{202e}c, line 3:');
});

it('cuts a line that is too long, and leaves out what was not written', () => {
  const message = commentsMessage([comment({ code: 'x'.repeat(10_000) }), comment({ text: ' ' })]);
  expect(message).toContain('I have a comment');
  expect(message.length).toBeLessThan(700);
});
