import { expect, it } from 'vitest';
import type { DiffHunk } from '../../../electron/contract/changes.ts';
import { highlightHunks, tokenLines } from './highlight.ts';
import { languageOf } from './language-of.ts';

const hunk = (...texts: string[]): DiffHunk => ({
  oldStart: 1,
  oldLines: texts.length,
  newStart: 1,
  newLines: texts.length,
  heading: '',
  lines: texts.map((text) => ({ kind: 'context', text })),
});

it('colours what spans lines, and loses no character', async () => {
  const texts = ['/* one', 'two */ const a = "x";', ''];
  const [colours] = (await highlightHunks([hunk(...texts)], languageOf('a.ts'))) ?? [];
  expect(colours?.now.map((line) => line.map(({ text }) => text).join(''))).toEqual(texts);
  expect(colours?.now[0]?.[0]?.className).toBe('hljs-comment');
  expect(colours?.now[1]?.[0]).toEqual({ text: 'two */', className: 'hljs-comment' });
});

it('leaves unknown languages and huge texts without colours', async () => {
  expect(await highlightHunks([hunk('x')], languageOf('a.unknown'))).toBeUndefined();
  expect(await highlightHunks([hunk('x'.repeat(500_000))], 'typescript')).toBeUndefined();
});

it('takes markup as text', () => {
  const root = { type: 'root', children: [{ type: 'text', value: '<img onerror=x>' }] };
  expect(tokenLines(root)).toEqual([[{ text: '<img onerror=x>', className: '' }]]);
});

it.each([
  ['src/a.TSX', 'typescript'],
  ['Dockerfile', 'bash'],
  ['constructor', undefined],
  ['a.constructor', undefined],
])('%s is %s', (path, language) => {
  expect(languageOf(path)).toBe(language);
});
