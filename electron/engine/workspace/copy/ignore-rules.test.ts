import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, expect, it } from 'vitest';
import { startCpuTimer } from '../../../../test/harness/cpu-time.ts';
import { propertyRuns } from '../../../../test/harness/property-setup.ts';
import { IgnoreRuleList } from './ignore-rules.ts';

const folder = mkdtempSync(join(tmpdir(), 'bulkhead-ignore-'));
execFileSync('git', ['init', '-q', folder]);
afterAll(() => rmSync(folder, { recursive: true }));

/** The paths that git itself ignores. */
function ignoredByGit(rules: string, paths: readonly string[]): string[] {
  writeFileSync(join(folder, '.gitignore'), rules);
  try {
    const input = paths.map((path) => `${path}\0`).join('');
    return execFileSync('git', ['check-ignore', '--no-index', '-z', '--stdin'], {
      cwd: folder,
      input,
      stdio: 'pipe',
    })
      .toString()
      .split('\0')
      .filter(Boolean);
  } catch {
    // It exits with 1 when it ignores none.
    return [];
  }
}

const ignored = (rules: string, paths: readonly string[]) => {
  const list = new IgnoreRuleList(rules);
  return paths.filter((path) => list.verdict(path, false) === 'ignored');
};

it.each([
  'a',
  '/a',
  'a/',
  'a/b',
  '*.log',
  '!a',
  '*\n!a',
  'a/**',
  '**/b',
  'a/**/b',
  '**',
  '/*',
  '/*\n!/a',
  'a**b',
  '?',
  '[ab]',
  '[!a]',
  '[^a-c]',
  '[]a]',
  '[a',
  '\\a',
  'a\\',
  '\\#a',
  '#a',
  'a ',
  'a\\ ',
  ' a',
  'a\r',
  '[[:alpha:]]',
  '[[:nope:]]',
  '*/b',
  'a/*/b',
  'a*\n!ab',
  'a/\n!a/b',
  '**/',
  '/',
  '[a-]',
  '[\\]a]',
  '*a*b',
  '***',
  'a/***/b',
  '[/]',
  'a?b',
  '!',
  '\\!a',
])('means what git means: %j', (rules) => {
  const paths = [
    'a',
    'b',
    'ab',
    'a b',
    'a ',
    ' a',
    '#a',
    '!a',
    '-',
    ']',
    'a/b',
    'b/a',
    'a/b/c',
    'c/a/b',
    'a/c/b',
    'a/c/d/b',
    'x.log',
    'd/x.log',
    'acb',
  ];
  expect(ignored(rules, paths)).toEqual(ignoredByGit(rules, paths));
});

it('means what git means, whatever is written', () => {
  const piece = fc.constantFrom(
    'a',
    'b',
    'ab',
    '*',
    '**',
    '/',
    '?',
    '[a]',
    '[!b]',
    '\\',
    '!',
    '.',
    '*.b',
    '\n',
    ' ',
    '[',
  );
  const name = fc.constantFrom('a', 'b', 'ab', 'a.b', 'aab');
  const path = fc.array(name, { minLength: 1, maxLength: 4 }).map((names) => names.join('/'));
  fc.assert(
    fc.property(
      fc.array(piece, { maxLength: 8 }),
      fc.array(path, { minLength: 1, maxLength: 8 }),
      (pieces, paths) => {
        const rules = pieces.join('');
        const once = [...new Set(paths)];
        expect(ignored(rules, once), rules).toEqual(ignoredByGit(rules, once));
      },
    ),
    { numRuns: propertyRuns(100) },
  );
});

it('takes no long time for a pattern of many asterisks', () => {
  const list = new IgnoreRuleList(`${'*a'.repeat(100)}*b\n${'**/a/'.repeat(50)}b`);
  const elapsed = startCpuTimer();
  for (let index = 0; index < 5; index += 1) list.verdict('a'.repeat(235) + index, false);
  expect(list.verdict('a/'.repeat(60), false)).toBeUndefined();
  expect(elapsed()).toBeLessThan(2_000);
});
