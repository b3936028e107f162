import { execFileSync } from 'node:child_process';
import { createWriteStream, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { PrivateCopy } from '../../electron/contract/agent-spec.ts';
import { hiddenFromCopy } from '../../electron/engine/workspace/copy/hidden-from-copy.ts';
import { tarFolder } from '../../electron/engine/workspace/copy/tar-folder.ts';

const { signal } = new AbortController();

export function gitIn(folder: string, env: Record<string, string>, ...words: string[]): string {
  const identity = ['-c', 'user.name=t', '-c', 'user.email=t@t', '-c', 'safe.directory=*'];
  const clean = Object.entries(process.env).filter(([name]) => !name.startsWith('GIT_'));
  return execFileSync('git', [...identity, ...words], {
    cwd: folder,
    encoding: 'utf8',
    stdio: 'pipe',
    env: { ...Object.fromEntries(clean), ...env },
  });
}

export function write(folder: string, files: Readonly<Record<string, string>>): void {
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), content);
  }
}

/** Copies a folder as a private copy is made, but into another folder of this machine. */
export async function copyTo(
  target: string,
  folder: string,
  hides: Pick<PrivateCopy, 'masks' | 'standIns'>,
): Promise<string[]> {
  const hidden = await hiddenFromCopy(folder, hides, signal);
  const archive = tarFolder(folder, {
    signal,
    ignore: { enter: async () => undefined, leaves: (path) => hidden.leaves(path.toString()) },
    added: hidden.added,
    onProblem: (path, problem) => {
      throw new Error(`${path}: ${problem}`);
    },
    onProgress: () => undefined,
  });
  mkdirSync(target);
  await pipeline(Readable.from(archive), createWriteStream(`${target}.tar`));
  execFileSync('tar', ['--extract', `--file=${target}.tar`, `--directory=${target}`, '--no-same-owner']);
  return hidden.notes;
}

/** A repository whose branches "main" and "other" differ in ".env", which both track, and in "code". */
export function repositoryWithSecrets(folder: string): void {
  write(folder, { '.env': 'KEY=main\n', 'api/.env': 'KEY=api\n', code: 'one\n', '.ssh/id': 'key\n' });
  gitIn(folder, {}, 'init', '-q', '-b', 'main');
  gitIn(folder, {}, 'add', '-A');
  gitIn(folder, {}, 'commit', '-q', '-m', 'First');
  gitIn(folder, {}, 'checkout', '-q', '-b', 'other');
  write(folder, { '.env': 'KEY=other\n', code: 'other\n' });
  gitIn(folder, {}, 'commit', '-q', '-a', '-m', 'Other');
  gitIn(folder, {}, 'checkout', '-q', 'main');
}

/** What an agent does with git every day. Returns what its commits hold of the files that it does not see. */
export function workWithGit(folder: string, env: Record<string, string> = {}): Record<string, string> {
  const git = (...words: string[]) => gitIn(folder, env, ...words);
  write(folder, { code: 'two\n', new: 'new\n' });
  git('commit', '-q', '-a', '-m', 'All');
  git('add', '-A');
  git('commit', '-q', '-m', 'New');
  git('checkout', '-q', 'other');
  write(folder, { code: 'three\n' });
  git('stash');
  git('stash', 'pop');
  git('reset', '-q', '--hard');
  git('checkout', '-q', 'main');
  git('checkout', '-q', '.');
  git('reset', '-q', '--hard', 'HEAD');
  return {
    status: git('status', '--porcelain'),
    changed: git('diff', '--name-only', 'main~2', 'main').trim(),
    main: git('show', 'main:.env'),
    api: git('show', 'main:api/.env'),
    key: git('show', 'main:.ssh/id'),
    other: git('show', 'other:.env'),
  };
}
