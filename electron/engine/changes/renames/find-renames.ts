import { pathToBytes } from '../../../contract/change-path.ts';
import type { BaseKind } from '../../../contract/changes.ts';
import { type ListOutput, parseCounts } from '../parse-list.ts';
import type { FolderReader } from '../reader.ts';
import { SIMILAR } from '../scripts/renames.ts';
import { pairEqual, type Rename, type Renames, renameCandidates, type Unpaired } from './pair-renames.ts';

/** More files are not compared with each other, and larger ones are not read. */
const MAXIMUM_COMPARED = 400;
const MAXIMUM_BYTES = 1024 * 1024;

/** The last answer for each folder, because an open tab lists the same changes every few seconds. */
const remembered = new WeakMap<FolderReader, { stamp: string; renames: Renames }>();

/** The renames among listed changes: of equal content, and of content that git finds similar. */
export async function findRenames(
  reader: FolderReader,
  { base, output, stamp }: { base: BaseKind; output: ListOutput; stamp: string },
  newFiles: Parameters<typeof renameCandidates>[1],
  signal: AbortSignal,
): Promise<Renames> {
  const known = remembered.get(reader);
  if (known?.stamp === stamp) return known.renames;
  const { renames, rest } = pairEqual(renameCandidates(output.entries, newFiles));
  for (const [path, rename] of await similar(reader, base, rest, signal)) renames.set(path, rename);
  remembered.set(reader, { stamp, renames });
  return renames;
}

async function similar(
  reader: FolderReader,
  base: BaseKind,
  { deleted, added }: Unpaired,
  signal: AbortSignal,
): Promise<Map<string, Rename>> {
  const former = deleted.filter(({ oldMode }) => oldMode.startsWith('100'));
  const small = added.filter(({ fact }) => fact.kind === 'file' && fact.sizeBytes <= MAXIMUM_BYTES);
  const isMany = former.length > MAXIMUM_COMPARED || small.length > MAXIMUM_COMPARED;
  if (former.length === 0 || small.length === 0 || isMany) return new Map();
  const old = Buffer.concat(
    former.flatMap(({ oldMode, oldObject, path }) => [
      Buffer.from(`${oldMode} ${oldObject}\t`),
      pathToBytes(path),
      Buffer.of(0),
    ]),
  );
  const names = small.flatMap(({ path }) => [pathToBytes(path), Buffer.of(0)]);
  const run = await reader.read(SIMILAR, [base], {
    signal,
    stdin: Buffer.concat([Buffer.from(`${old.length}\n`), old, ...names]),
  });
  const byPath = new Map(former.map((entry) => [entry.path, entry]));
  return new Map(
    parseCounts(run.stdout).flatMap(({ path, oldPath, lines }) => {
      const from = byPath.get(oldPath ?? '');
      return from ? [[path, { from, lines }] as const] : [];
    }),
  );
}
