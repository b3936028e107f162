import { expect, it } from 'vitest';
import { proseParts } from './prose.ts';

it('takes blocks of code out of a message', () => {
  expect(proseParts('See:\n\n```ts\nconst a = 1;\n\n```\n\nDone.')).toEqual([
    { kind: 'text', text: 'See:' },
    { kind: 'code', text: 'const a = 1;\n' },
    { kind: 'text', text: 'Done.' },
  ]);
});

it.each([
  ['~~~\n```\n~~~', [{ kind: 'code', text: '```' }]],
  ['````\n```\n````', [{ kind: 'code', text: '```' }]],
  ['```\nnever closed', [{ kind: 'code', text: 'never closed' }]],
  ['```inline``` text', [{ kind: 'text', text: '```inline``` text' }]],
  ['', []],
])('knows where one ends: %j', (message, parts) => expect(proseParts(message)).toEqual(parts));

it('has an end, whatever it is given', () => {
  for (const piece of ['`', '```\n', '~', ' ', '\n', '```x`'])
    expect(proseParts(piece.repeat(100_000))).toBeDefined();
});
