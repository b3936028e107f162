import { execFileSync } from 'node:child_process';
import { appendFileSync, existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

export function gitIn(folder: string, ...words: string[]): string {
  const identity = ['-c', 'user.name=t', '-c', 'user.email=t@t', '-c', 'safe.directory=*'];
  return execFileSync('git', [...identity, ...words], { cwd: folder, encoding: 'utf8', stdio: 'pipe' });
}

/** Creates a repository with the branch "main" and one commit of a file. */
export function repository(folder: string): void {
  mkdirSync(folder, { recursive: true });
  gitIn(folder, 'init', '-q', '-b', 'main');
  writeFileSync(join(folder, 'a.txt'), 'a\n');
  gitIn(folder, 'add', '-A');
  gitIn(folder, 'commit', '-q', '-m', 'First');
  gitIn(folder, 'tag', 'v1');
}

/**
 * Writes all known settings with which a repository makes git run a program. Returns a function that tells whether any
 * program ran.
 */
export function plant(folder: string, canary: string): () => boolean {
  const evil = `touch ${canary}`;
  const git = join(folder, '.git');
  const script = join(git, 'evil.sh');
  writeFileSync(script, `#!/bin/sh\n${evil}\ncat\n`, { mode: 0o755 });
  const settings: [string, string][] = [
    ['protocol.ext.allow', 'always'],
    ['core.fsmonitor', script],
    ['core.sshCommand', script],
    ['core.gitProxy', script],
    ['core.pager', script],
    ['core.hooksPath', git],
    ['core.alternateRefsCommand', script],
    ['uploadpack.packObjectsHook', script],
    ['filter.evil.clean', script],
    ['filter.evil.smudge', script],
    ['diff.external', script],
    ['credential.helper', `!${evil}`],
    ['remote.origin.url', `ext::sh -c '${evil}'`],
    ['remote.origin.promisor', 'true'],
    ['remote.origin.uploadpack', script],
    ['extensions.partialClone', 'origin'],
  ];
  for (const [name, value] of settings) gitIn(folder, 'config', name, value);
  appendFileSync(
    join(git, 'config'),
    `[url "ext::sh -c '${evil}' "]\n\tinsteadOf = /\n\tinsteadOf = file:\n\tinsteadOf = .\n[include]\n\tpath = more\n`,
  );
  writeFileSync(join(git, 'more'), `[core]\n\tsshCommand = ${script}\n`);
  for (const hook of ['reference-transaction', 'post-checkout', 'post-merge', 'pre-push', 'post-rewrite']) {
    for (const place of [join(git, 'hooks'), git]) {
      mkdirSync(place, { recursive: true });
      writeFileSync(join(place, hook), `#!/bin/sh\n${evil}\n`, { mode: 0o755 });
    }
  }
  writeFileSync(join(folder, '.gitattributes'), '* filter=evil diff=evil\n');
  return () => existsSync(canary);
}

/** Breaks a repository's settings, so that every reader of them fails. */
export function breakSettings(folder: string): void {
  writeFileSync(join(folder, '.git/config'), '[broken\n');
}
