import { spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { COPY_IN } from '../../renderer/console/input/copy-script.ts';

let root: string;
let folder: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'copy-in-'));
  folder = join(root, 'dropped');
});
afterEach(() => rmSync(root, { recursive: true }));

function start(stem: string, suffix: string, bytes: number, folderBytes: number) {
  return spawn('sh', ['-c', COPY_IN, 'sh', folder, stem, suffix, String(bytes), String(folderBytes)]);
}

async function copy(
  name: readonly [string, string],
  content: string,
  { bytes = content.length, most = 1_000 } = {},
) {
  const program = start(...name, bytes, most);
  let printed = '';
  program.stdout.on('data', (data) => (printed += String(data)));
  program.stdin.end(content);
  const [code] = await once(program, 'close');
  return { code, printed };
}

const read = (name: string) => readFileSync(join(folder, name), 'utf8');

// First reported as https://github.com/anthropics/claude-code/issues/5277: a program in a container has no dropped file.
it('keeps each file under a name of its own, whatever it is called', async () => {
  expect(await copy(['-rf $(x) *', '.png'], 'one')).toEqual({ code: 0, printed: '-rf $(x) *.png' });
  expect(await copy(['-rf $(x) *', '.png'], 'two')).toEqual({ code: 0, printed: '-rf $(x) *-2.png' });
  expect([read('-rf $(x) *.png'), read('-rf $(x) *-2.png')]).toEqual(['one', 'two']);
});

it('writes through no link, and over no file', async () => {
  await copy(['first', ''], 'x');
  writeFileSync(join(root, 'kept'), 'kept');
  symlinkSync(join(root, 'kept'), join(folder, 'a.png'));
  symlinkSync(join(root, 'absent'), join(folder, 'a-2.png'));
  expect((await copy(['a', '.png'], 'new')).printed).toBe('a-3.png');
  expect(readFileSync(join(root, 'kept'), 'utf8')).toBe('kept');
  expect(existsSync(join(root, 'absent'))).toBe(false);
});

it('keeps nothing of a file that did not come whole', async () => {
  expect(await copy(['half', '.png'], 'half', { bytes: 8 })).toEqual({ code: 1, printed: '' });
  expect(readdirSync(folder)).toEqual([]);
});

it('keeps nothing of a file whose copy was ended', async () => {
  const program = start('ended', '.png', 8, 1_000);
  program.stdin.write('half');
  await expect.poll(() => existsSync(join(folder, 'ended.png'))).toBe(true);
  program.kill('SIGTERM');
  program.stdin.end();
  await once(program, 'close');
  expect(readdirSync(folder)).toEqual([]);
});

it('removes the oldest files where the folder would become too large', async () => {
  for (const stem of ['a', 'b', 'c']) expect((await copy([stem, ''], 'x'.repeat(400))).code).toBe(0);
  const names = readdirSync(folder);
  expect(names).toHaveLength(2);
  expect(names).toContain('c');
});
