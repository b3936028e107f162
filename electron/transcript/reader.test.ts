import { expect, it } from 'vitest';
import { TEXT_MAX } from './bounds.ts';
import { transcriptReader } from './reader.ts';

it('shows each line of plain text, the empty ones too', () => {
  const { line } = transcriptReader('text');
  expect(line('npm test')).toEqual([{ at: undefined, raw: 'npm test', kind: 'text', text: 'npm test' }]);
  expect(line('')).toMatchObject([{ kind: 'text', text: '' }]);
});

it('cuts a long text, and says so', () => {
  const [event] = transcriptReader('text').line('😀'.repeat(TEXT_MAX));
  expect(event).toMatchObject({
    kind: 'text',
    text: expect.stringMatching(/😀… \[the rest of 200000 characters is cut off\]$/u),
  });
});
