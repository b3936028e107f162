import { spawnSync } from 'node:child_process';
import { chmodSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { joinChunks, singleFile } from './single-file.mjs';

let folder;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'bulkhead-single-file-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

/** Long enough to be kept compiled. */
const padding = `//${'x'.repeat(5000)}`;
const chunks = [
  {
    name: 'main.cjs',
    text: 'keepCompiledCode(process.argv[2]); require("./one.cjs").greet(require("node:os").EOL);',
  },
  { name: 'one.cjs', text: `exports.greet = (end) => process.stdout.write("“one” */" + end); ${padding}` },
  { name: 'unused.cjs', text: 'this is no code */ /*' },
];

function write(parts = chunks, unpacked = ['main.cjs']) {
  const path = join(folder, 'program.cjs');
  writeFileSync(path, joinChunks(parts, { entry: 'main.cjs', unpacked }));
  return path;
}

const kept = () => join(folder, 'kept');
const keptFiles = () => readdirSync(kept()).map((name) => join(kept(), name));

/** What the program wrote; fails when it wrote errors. */
function run(path) {
  const { stdout, stderr, status } = spawnSync(process.execPath, [path, kept()], { encoding: 'utf8' });
  expect([status, stderr]).toEqual([0, '']);
  return stdout;
}

it('runs chunks that one file holds, whatever characters they have', () => {
  expect(run(write())).toBe('“one” */\n');
  expect(run(write(chunks, ['main.cjs', 'one.cjs']))).toBe('“one” */\n');
});

it('says which Node.js it needs to one that is too old', () => {
  const old = join(folder, 'old.cjs');
  writeFileSync(
    old,
    'Object.defineProperty(process, "versions", { value: { node: "18.20.4" } }); Object.defineProperty(process, "version", { value: "v18.20.4" });',
  );
  const { status, stdout, stderr } = spawnSync(process.execPath, ['--require', old, write()], {
    encoding: 'utf8',
  });
  expect([status, stdout]).toEqual([127, '']);
  expect(stderr).toBe('bulkhead: Node.js 20 or later is needed, and this is v18.20.4.\n');
});

it('keeps compiled code for this person alone, and replaces that of an older program', () => {
  run(write());
  const [first] = keptFiles();
  expect(statSync(kept()).mode & 0o777).toBe(0o700);
  expect(statSync(first).mode & 0o777).toBe(0o600);
  const written = statSync(first).mtimeMs;
  run(write());
  expect(keptFiles()).toEqual([first]);
  expect(statSync(first).mtimeMs).toBe(written);
  const newer = chunks.map((chunk) =>
    chunk.name === 'one.cjs' ? { ...chunk, text: `${chunk.text}y` } : chunk,
  );
  run(write(newer));
  expect(keptFiles()).toHaveLength(1);
  expect(keptFiles()).not.toEqual([first]);
});

it('compiles again what was damaged, or what others can write', () => {
  const path = write();
  run(path);
  const [file] = keptFiles();
  const { size } = statSync(file);
  writeFileSync(file, 'no code');
  expect(run(path)).toBe('“one” */\n');
  expect(statSync(file).size).toBe(size);
  chmodSync(file, 0o666);
  expect(run(path)).toBe('“one” */\n');
  expect(statSync(file).mode & 0o777).toBe(0o600);
});

it('runs where nothing can be kept', () => {
  writeFileSync(kept(), '');
  expect(run(write())).toBe('“one” */\n');
});

it('replaces the chunks of a bundle by one file', () => {
  const bundle = {
    'one.cjs': { type: 'chunk', fileName: 'one.cjs', code: 'exports.value = 1;', isEntry: false },
    'main.cjs': { type: 'chunk', fileName: 'main.cjs', code: 'require("./one.cjs")', isEntry: true },
  };
  singleFile({ unpacked: [] }).generateBundle({}, bundle);
  expect(Object.keys(bundle)).toEqual(['main.cjs']);
  expect(bundle['main.cjs'].code).toMatch(/^#!\/usr\/bin\/env node\n[\s\S]*\*\/\n$/);
});
