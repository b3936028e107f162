import type { ChangesSummary, FileChange, LineCounts } from '../contract/changes.ts';
import type { StreamInput } from '../contract/registry.ts';
import { followStream } from './follow-stream.ts';
import type { RpcClient } from './rpc-client.ts';
import { filePatch } from './unified-patch.ts';

export interface Changes {
  files: (FileChange & { lines?: LineCounts['lines'] })[];
  summary: ChangesSummary;
}

/** Resolves to the agent's changes in a folder, with their line counts. */
export async function readChanges(
  { client }: { client: RpcClient },
  agentId: string,
  signal: AbortSignal,
  /** What to compare with what; the workspace with its best base when left out. */
  scope: Omit<StreamInput<'changes.list'>, 'agentId' | 'known'> = {},
): Promise<Changes> {
  const files: FileChange[] = [];
  const counts = new Map<string, LineCounts>();
  const summary = await followStream(client, 'changes.list', { ...scope, agentId }, signal, (batch) => {
    if (batch.kind === 'files') files.push(...batch.files);
    else for (const each of batch.counts) counts.set(each.path, each);
  });
  signal.throwIfAborted();
  if (!summary) throw new Error('the list of changes ended early');
  return {
    summary,
    files: files.map((file) => {
      const counted = counts.get(file.path);
      return { ...file, lines: counted?.lines ?? null, risks: counted?.risks ?? file.risks };
    }),
  };
}

/** Resolves to one patch for "git apply", and the paths that a text patch cannot express. */
export async function patchOf(
  { client }: { client: RpcClient },
  agentId: string,
  changes: Changes,
  signal: AbortSignal,
): Promise<{ patch: string; leftOut: string[] }> {
  let patch = '';
  const leftOut: string[] = [];
  for (const file of changes.files) {
    if (file.status === 'ignored' || file.kind === 'folder') continue;
    const { folder, base } = changes.summary;
    const { path, oldPath } = file;
    const of = {
      agentId,
      path,
      ...(oldPath === undefined ? {} : { oldPath }),
      folder,
      ...(base === null ? {} : { base }),
    };
    const diff = await client.call('changes.diff', of, signal);
    const part = file.status === 'type-changed' ? undefined : filePatch(file, diff);
    if (part === undefined) leftOut.push(file.path);
    else patch += part;
  }
  return { patch, leftOut };
}
