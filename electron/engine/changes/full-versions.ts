import { pathToBytes } from '../../contract/change-path.ts';
import type { FileChange } from '../../contract/changes.ts';
import { parseFacts } from './parse-list.ts';
import type { FolderReader } from './reader.ts';
import { FACTS_ENVIRONMENT, FULL_FACTS } from './scripts/list.ts';
import { versionOf } from './version.ts';

/** Allows for reading gigabytes on a slow disk. */
const READ_DEADLINE_MS = 30 * 60_000;

/** Versions of files that were too large to be read for a list, by path. */
export async function fullVersions(
  reader: FolderReader,
  changes: readonly FileChange[],
  signal: AbortSignal,
): Promise<Map<string, string>> {
  const unread = changes.filter(({ version }) => version?.includes(' stat:'));
  const versions = new Map<string, string>();
  if (unread.length === 0) return versions;
  const names = unread.flatMap(({ path }) => [pathToBytes(path), Buffer.of(0)]);
  const run = await reader.read(FULL_FACTS, [], {
    signal,
    env: FACTS_ENVIRONMENT,
    stdin: Buffer.concat(names),
    deadlineMs: READ_DEADLINE_MS,
  });
  for (const [index, fact] of parseFacts(run.stdout).entries()) {
    const change = unread[index];
    const version = change && fact && versionOf({ ...change, object: fact.object });
    if (version) versions.set(change.path, version);
  }
  return versions;
}
