import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { BringableId } from '../../contract/bring-along.ts';
import { readBringables } from './read-bringable.ts';

let home: string;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'bulkhead-home-'));
});
afterEach(() => rmSync(home, { recursive: true }));

function write(path: string, text: string | Buffer): void {
  mkdirSync(dirname(join(home, path)), { recursive: true });
  writeFileSync(join(home, path), text);
}
async function read(id: BringableId) {
  const [found] = await readBringables(home, [id], new AbortController().signal);
  if (!found) throw new Error(`nothing of ${id}`);
  return {
    ...found,
    paths: found.files.map(({ path }) => path),
    leftOut: found.left.map(({ path }) => path),
  };
}

it('reads instructions and folders, read-only, and runs of their programs', async () => {
  write('.claude/CLAUDE.md', 'Be brief.\n');
  write('.claude/skills/lint/SKILL.md', 'Lint.\n');
  write('.claude/skills/lint/run.sh', 'exit 0\n');
  chmodSync(join(home, '.claude/skills/lint/run.sh'), 0o755);
  expect((await read('claude-md')).files).toEqual([
    { path: '.claude/CLAUDE.md', text: 'Be brief.\n', mode: 0o400 },
  ]);
  const { files } = await read('skills');
  expect(files.map(({ path, mode }) => [path, mode]).sort()).toEqual([
    ['.claude/skills/lint/SKILL.md', 0o400],
    ['.claude/skills/lint/run.sh', 0o500],
  ]);
});

it('leaves out what holds a credential, links, and what is too long or no text', async () => {
  write('outside.md', 'secret plans');
  write('.claude/commands/ok.md', 'Do it.');
  write('.claude/commands/key.md', 'export API_TOKEN=0123456789abcdef');
  write('.claude/commands/.env', 'A=1');
  write('.claude/commands/long.md', 'x'.repeat(256 * 1024 + 1));
  write('.claude/commands/bytes', Buffer.from([0, 1, 2]));
  symlinkSync(join(home, 'outside.md'), join(home, '.claude/commands/link.md'));
  mkdirSync(join(home, 'other'));
  symlinkSync(join(home, 'other'), join(home, '.claude/commands/folder'));
  const { paths, leftOut, left } = await read('commands');
  expect(paths).toEqual(['.claude/commands/ok.md']);
  const names = ['.env', 'bytes', 'folder', 'key.md', 'link.md', 'long.md'];
  expect(leftOut.sort()).toEqual(names.map((name) => `.claude/commands/${name}`));
  for (const { reason } of left) expect(reason).toMatch(/credential|link|KiB|no text/);
});

it('follows no link in the place of a file, or of a folder that leads to it', async () => {
  write('elsewhere/CLAUDE.md', 'Not here.');
  symlinkSync(join(home, 'elsewhere'), join(home, '.claude'));
  mkdirSync(join(home, '.codex'));
  symlinkSync(join(home, 'elsewhere/CLAUDE.md'), join(home, '.codex/AGENTS.md'));
  for (const id of ['claude-md', 'agents-md'] as const) {
    const { paths, left } = await read(id);
    expect([paths, left[0]?.reason]).toEqual([[], expect.stringContaining('link')]);
  }
});

it('takes no more than so many files', async () => {
  for (let at = 0; at < 205; at += 1) write(`.claude/commands/${at}.md`, 'x');
  const { paths, left } = await read('commands');
  expect([paths.length, left.length]).toEqual([200, 5]);
});

it('reads single values out of files that hold more', async () => {
  write('.claude.json', '{"theme":"light","oauthAccount":{"accessToken":"x"}}');
  write('.gitconfig', '[user]\n\tname = Ada\n[credential]\n\thelper = store\n');
  write(
    '.bashrc',
    "export SECRET_TOKEN=0123456789abcdef\nalias ll='ls -l'\nalias api='curl -H TOKEN=0123456789abcdef'\n",
  );
  expect((await read('theme')).values).toEqual([{ path: '.claude.json', content: { theme: 'light' } }]);
  expect((await read('git')).files.map(({ text }) => text)).toEqual(['[user]\n\tname = "Ada"\n']);
  const aliases = await read('aliases');
  expect(aliases.files[0]?.text).toBe("alias ll='ls -l'\n");
  expect(aliases.left).toHaveLength(1);
});

it('finds nothing in an empty home', async () => {
  expect(await read('skills')).toMatchObject({ files: [], values: [], left: [] });
});
