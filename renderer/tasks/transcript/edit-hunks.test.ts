import { expect, it } from 'vitest';
import { editCounts, editHunks } from './edit-hunks.ts';

it('reads hunks with their heads', () => {
  const hunks = editHunks(
    '@@ -3,2 +3,3 @@ function a()\n one\n-two\n+2\n+3\n\\ No newline at end of file\n@@ -9 +10 @@\n-x\n',
  );
  expect(hunks).toEqual([
    {
      oldStart: 3,
      oldLines: 2,
      newStart: 3,
      newLines: 3,
      heading: 'function a()',
      lines: [
        { kind: 'context', text: 'one' },
        { kind: 'removed', text: 'two' },
        { kind: 'added', text: '2' },
        { kind: 'added', text: '3', noEnd: true },
      ],
    },
    {
      oldStart: 9,
      oldLines: 1,
      newStart: 10,
      newLines: 1,
      heading: '',
      lines: [{ kind: 'removed', text: 'x' }],
    },
  ]);
  expect(editCounts('@@ -1 +1,2 @@\n-a\n+b\n+c\n')).toEqual({ added: 2, removed: 1 });
});

it('shows lines of any other form, and the beginning of a long one', () => {
  const [hunk] = editHunks(`+new\nno sign\n${`-${'x'.repeat(9_000)}`}`);
  expect(hunk?.lines).toEqual([
    { kind: 'added', text: 'new' },
    { kind: 'context', text: 'no sign' },
    { kind: 'removed', text: 'x'.repeat(2_000), cut: true },
  ]);
  expect(editHunks('')).toEqual([]);
});
