import { lstat } from 'node:fs/promises';
import { join } from 'node:path';
import type { BaseKind, ChangesSummary } from '../../contract/changes.ts';
import type { OpenFolder } from './folder-readers.ts';
import { applyTarget } from './folders.ts';
import type { ListedChanges } from './list.ts';

/** What is known of a list besides its files. */
export async function summaryOf(
  open: OpenFolder,
  base: BaseKind | null,
  listed: ListedChanges | undefined,
): Promise<Omit<ChangesSummary, 'stamp' | 'unchanged' | 'tookMs'>> {
  const { agent, reader, folders, bases } = open;
  const output = listed?.output;
  const target = reader.folder.path === folders[0]?.path ? applyTarget(agent.spec) : undefined;
  const isRepository = base === 'head' || output?.isRepository === true;
  return {
    folder: reader.folder.path,
    folders: folders.map(({ path }) => path),
    base,
    bases: bases.filter((each) => each !== 'head' || isRepository),
    ...(base === 'baseline' && output?.committedAt ? { baselineAt: output.committedAt } : {}),
    ...(base === 'head' && output?.subject
      ? { commit: { id: output.base.slice(0, 10), subject: output.subject } }
      : {}),
    files: listed?.files.length ?? 0,
    leftOut: listed?.leftOut ?? 0,
    ignored: output?.ignored.length ?? 0,
    gitFiles: output?.gitFiles ?? [],
    ...(target === undefined ? {} : { applyTo: target }),
    applyToRepository: target !== undefined && (await exists(join(target, '.git'))),
  };
}

async function exists(path: string): Promise<boolean> {
  try {
    await lstat(path);
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error) return false;
    throw error;
  }
}
