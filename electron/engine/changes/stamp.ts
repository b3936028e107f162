import { type BaseKind, baseKindSchema } from '../../contract/changes.ts';
import { AppFailure } from '../../contract/error.ts';
import { type ListedChanges, listChanges } from './list.ts';
import type { FolderReader } from './reader.ts';

/** Equal for equal lists. Says of what kind the list is, so that it can be read once more. */
export function stampOf(
  base: BaseKind | null,
  ignored: boolean,
  listed: Pick<ListedChanges, 'stamp'> | undefined,
): string {
  return `${base ?? 'none'} ${ignored ? 'all' : 'plain'} ${listed?.stamp ?? ''}`;
}

/**
 * Resolves to the paths of all changes, of renames both. Throws `conflict` when the folder is not as it was in the list
 * with that stamp.
 */
export async function assertSeen(
  reader: FolderReader,
  seen: string,
  signal: AbortSignal,
): Promise<readonly string[]> {
  const [kind, extent] = seen.split(' ');
  const base = baseKindSchema.safeParse(kind).data;
  const ignored = extent === 'all';
  const listed = base && (await listChanges(reader, base, { ignored, signal }));
  if (base && listed && stampOf(base, ignored, listed) === seen)
    return listed.files.flatMap(({ path, oldPath = path }) => [path, oldPath]);
  throw new AppFailure({
    type: 'conflict',
    message: 'It changed since you looked: look at the changes once more, then go on.',
  });
}
