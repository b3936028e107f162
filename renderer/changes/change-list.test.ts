import { describe, expect, it } from 'vitest';
import { type ListedFile, listRows, stepFile, withCounts } from './change-list.ts';

const file = (path: string, risky = false): ListedFile => ({
  path,
  status: 'modified',
  kind: 'file',
  risks: risky ? [{ kind: 'ci', detail: '' }] : [],
});
const words = (rows: ReturnType<typeof listRows>) =>
  rows.map((row) => (row.kind === 'heading' ? `# ${row.title} ${row.count}` : row.file.path));

describe('listRows', () => {
  it('puts risky changes on top', () => {
    expect(words(listRows([file('a'), file('b', true)], ''))).toEqual([
      '# Risky changes 1',
      'b',
      '# Other changes 1',
      'a',
    ]);
    expect(words(listRows([file('a')], ''))).toEqual(['a']);
  });

  it('finds files by words in any order', () => {
    const files = [file('src/app/main.ts'), file('src/lib/main.ts')];
    expect(words(listRows(files, 'MAIN app'))).toEqual(['src/app/main.ts']);
    expect(words(listRows(files, 'none'))).toEqual([]);
  });
});

it('adds line counts and risks that only contents tell', () => {
  const counts = new Map([
    [
      'a',
      {
        path: 'a',
        lines: { added: 1, removed: 2 },
        risks: [{ kind: 'package-scripts' as const, detail: '' }],
      },
    ],
  ]);
  const [listed] = withCounts([file('a')], counts);
  expect(listed).toMatchObject({ lines: { added: 1, removed: 2 }, risks: [{ kind: 'package-scripts' }] });
});

it('steps from file to file over headings, and stops at the ends', () => {
  const rows = listRows([file('a'), file('b', true)], '');
  expect(stepFile(rows, null, 1)).toBe('b');
  expect(stepFile(rows, 'b', 1)).toBe('a');
  expect(stepFile(rows, 'a', 1)).toBe('a');
  expect(stepFile(rows, 'b', -1)).toBe('b');
  expect(stepFile([], null, 1)).toBeNull();
});
