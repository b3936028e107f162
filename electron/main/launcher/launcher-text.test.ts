import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { isLauncherText, launcherObstacle, launcherText } from './launcher-text.ts';

let folder: string;
let program: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'bulkhead-launcher-text-'));
  mkdirSync(join(folder, 'bin'));
  program = join(folder, `it's "a $HOME" program.cjs`);
  writeFileSync(program, 'console.log(JSON.stringify(process.argv.slice(2))); process.exit(7);');
});
afterEach(() => rmSync(folder, { recursive: true }));

/** Runs the launcher with nothing on the PATH but this `node`. */
function run(node: { path: string } | { runs: string } | undefined, args: string[] = []) {
  const place = join(folder, 'bin/node');
  if (node && 'path' in node) symlinkSync(node.path, place);
  else if (node) writeFileSync(place, `#!/bin/sh\n${node.runs}\n`, { mode: 0o755 });
  const launcher = join(folder, 'launcher');
  writeFileSync(launcher, launcherText(program), { mode: 0o755 });
  const { status, stdout, stderr } = spawnSync('/bin/sh', [launcher, ...args], {
    encoding: 'utf8',
    env: { PATH: join(folder, 'bin') },
  });
  return { status, stdout, stderr };
}

it('runs the program with its arguments and exit code, whatever its path holds', () => {
  const { status, stdout, stderr } = run({ path: process.execPath }, ['exec', 'a b', '$x', '']);
  expect({ status, stderr }).toEqual({ status: 7, stderr: '' });
  expect(JSON.parse(stdout)).toEqual(['exec', 'a b', '$x', '']);
});

it('says so and exits with 127 when there is no Node.js', () => {
  const { status, stdout, stderr } = run(undefined);
  expect({ status, stdout }).toEqual({ status: 127, stdout: '' });
  expect(stderr).toMatch(/^bulkhead: Node.js 20 or later is needed, and no "node" is on the PATH/);
});

it('starts Node.js once', () => {
  const count = join(folder, 'count');
  const { status } = run({ runs: `echo >>'${count}'; exec '${process.execPath}' "$@"` });
  expect({ status, starts: readFileSync(count, 'utf8') }).toEqual({ status: 7, starts: '\n' });
});

it('says so and exits with 127 when the app is gone', () => {
  rmSync(program);
  const { status, stderr } = run({ path: process.execPath });
  expect(status).toBe(127);
  expect(stderr).toBe(`bulkhead: ${program} is gone. Install the command line again in the app.\n`);
});

it('knows its own texts by their second line alone', () => {
  expect(isLauncherText(launcherText('/x'))).toBe(true);
  expect(isLauncherText(`#!/bin/sh\necho\n${launcherText('/x')}`)).toBe(false);
  expect(isLauncherText('')).toBe(false);
});

it('installs nothing where the program does not stay, or no POSIX shell is', () => {
  const obstacle = (programPath: string, platform: NodeJS.Platform) =>
    launcherObstacle({ programPath, platform, env: {} });
  expect(obstacle('C:\\Bulkhead\\cli\\bulkhead.cjs', 'win32')).toContain('node "C:\\Bulkhead');
  expect(obstacle('/private/var/AppTranslocation/x/bulkhead.cjs', 'darwin')).toContain('Applications');
  expect(obstacle('/Applications/Bulkhead.app/Contents/Resources/cli/bulkhead.cjs', 'darwin')).toBeNull();
});
