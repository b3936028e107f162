import { execFileSync } from 'node:child_process';
import { chmodSync, chownSync, mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type AgentSpec, type CopySource, privateCopy } from '../../../electron/contract/agent-spec.ts';
import type { Toolbox } from '../../../electron/engine/toolbox/toolbox.ts';
import { copyMounts } from '../../../electron/engine/workspace/baseline.ts';
import type { Scope } from '../../../electron/lib/scope.ts';

/** A person's folder that an agent may read, removed with the scope. With `owner` it belongs to that user and group. */
export function personFolder(scope: Scope, owner?: number): string {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'bulkhead-folder-')));
  scope.add(() => rmSync(folder, { recursive: true, force: true }));
  if (owner !== undefined) chownSync(folder, owner, owner);
  chmodSync(folder, 0o755);
  return folder;
}

/** Runs git in a folder, with a user name set. */
export function git(folder: string, ...words: string[]): string {
  const settings = ['user.name=Ada', 'user.email=ada@example.com', 'protocol.file.allow=always'];
  const options = settings.flatMap((setting) => ['-c', setting]);
  return execFileSync('git', ['-C', folder, ...options, ...words], { encoding: 'utf8' }).trim();
}

/** The part of a spec that makes the workspace a private copy. */
export const copyOf = (source: CopySource): Pick<AgentSpec, 'workspace'> => ({
  workspace: privateCopy(source, { masks: [] }),
});
export const folderCopy = (path: string, respectGitignore = false) =>
  copyOf({ kind: 'folder', path, respectGitignore });

/** The output of a command on an agent's baseline, run as the Changes tab does; throws when the command fails. */
export async function onBaseline(toolbox: Toolbox, agentId: string, ...words: string[]): Promise<string> {
  const { stdout, stderr, exitCode } = await toolbox.run(words, {
    agentId,
    mounts: copyMounts(agentId),
    user: '1000:1000',
    signal: new AbortController().signal,
  });
  if (exitCode !== 0 || stderr !== '') throw new Error(`${words.join(' ')}: ${exitCode} ${stderr}`);
  return stdout.toString('utf8');
}
