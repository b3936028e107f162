import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';

const root = join(import.meta.dirname, '../..');

/** What Node 18 and Chromium 114 lack: the oldest Electron that the app runs on is made of them (docs/adr/0003). */
const NEWER = [
  'AbortSignal.any',
  'Array.fromAsync',
  'Iterator.from',
  'Map.groupBy',
  'Object.groupBy',
  'Promise.try',
  'Promise.withResolvers',
  'Symbol.asyncDispose',
  'Symbol.dispose',
  'URL.canParse',
  'URL.parse',
  'import.meta.dirname',
  'import.meta.filename',
  'node:sqlite',
  'process.getBuiltinModule',
  'util.parseEnv',
];

it('uses nothing that the oldest Electron lacks', () => {
  const files = execFileSync('git', ['ls-files', 'electron', 'renderer'], { cwd: root, encoding: 'utf8' })
    .split('\n')
    .filter((file) => /\.tsx?$/.test(file) && !/\.(test|fixture)\.tsx?$/.test(file));
  expect(files.length).toBeGreaterThan(500);
  const violations = files.flatMap((file) => {
    const code = readFileSync(join(root, file), 'utf8')
      .replace(/\/\*[\s\S]*?\*\//g, '')
      .replace(/\/\/.*$/gm, '');
    return NEWER.filter((name) => new RegExp(`\\b${name.replaceAll('.', '\\.')}\\b`).test(code)).map(
      (name) => `${file}: ${name}`,
    );
  });
  expect(violations).toEqual([]);
});
