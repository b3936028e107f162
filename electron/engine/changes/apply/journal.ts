import { mkdir, readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { AppFailure } from '../../../contract/error.ts';
import { writeAtomically } from '../../../lib/atomic-write.ts';
import { temporaryName } from '../../../lib/host-directory/create-file.ts';
import { codeOf } from '../../../lib/host-directory/parts.ts';

const entryStateSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('absent') }),
  /** `object`: git's id of the content, by which it is known again. */
  z.object({ kind: z.literal('file'), mode: z.number().int(), object: z.string() }),
  /** Bytes, base64. */
  z.object({ kind: z.literal('symlink'), target: z.string() }),
  /** Only where a file or symlink takes its place, or the other way round. `below`: the folders in it, outermost first. */
  z.object({ kind: z.literal('folder'), below: z.array(z.string()) }),
]);
export type EntryState = z.infer<typeof entryStateSchema>;

const journalEntrySchema = z.object({
  path: z.string(),
  before: entryStateSchema,
  after: entryStateSchema,
  /** Of a file that went by a rename: the new path. Both are one change. */
  renamedTo: z.string().optional(),
  /** The number in the names of the kept bytes; the entry's own number in journals of older versions. */
  saved: z.number().int().optional(),
  /** Name of the file that is written beside the place, before it takes the place. Nobody can guess it. */
  temporary: z
    .string()
    .regex(/^\.bulkhead-[0-9a-f]+$/)
    .optional(),
});
const journalEntriesSchema = z.array(journalEntrySchema).transform((entries) =>
  entries.map(({ saved, temporary, ...entry }, index) => ({
    ...entry,
    saved: saved ?? index,
    temporary: temporary ?? temporaryName(),
  })),
);
export type JournalEntry = z.infer<typeof journalEntriesSchema>[number];

export const journalSchema = z.object({
  version: z.literal(1),
  applyId: z.string(),
  agentId: z.string(),
  folder: z.string(),
  /** ms since the epoch */
  at: z.number(),
  /**
   * `writing` and `undoing` are found only after a crash: both lead back to how it was before. `interrupted`: files that
   * a person wrote to after the crash were left, and are the entries.
   */
  state: z.enum(['writing', 'applied', 'undoing', 'undone', 'interrupted']),
  entries: journalEntriesSchema,
  /** Folders that were made for it, outermost first. */
  madeFolders: z.array(z.string()),
});
export type Journal = z.infer<typeof journalSchema>;

/** The journal for another round of writing. It has new temporary names, because somebody may know the old ones. */
export function withNewNames(journal: Journal): Journal {
  return {
    ...journal,
    entries: journal.entries.map((entry) => ({ ...entry, temporary: temporaryName() })),
  };
}

/** The file that holds the bytes of one side of an entry. */
export function savedPath(journalFolder: string, side: 'before' | 'after', saved: number): string {
  return join(journalFolder, `${side}-${saved}`);
}

/** Writes the journal atomically. It is on disk before the function returns. */
export async function writeJournal(journalFolder: string, journal: Journal): Promise<void> {
  await mkdir(journalFolder, { recursive: true, mode: 0o700 });
  await writeAtomically(join(journalFolder, 'journal.json'), JSON.stringify(journal));
}

const IS_NONE: ReadonlySet<unknown> = new Set(['ENOENT', 'ENOTDIR']);

/** undefined for a folder that holds no complete journal: nothing was written for it. Rejects when it cannot be read. */
export async function readJournal(journalFolder: string): Promise<Journal | undefined> {
  try {
    const text = await readFile(join(journalFolder, 'journal.json'), 'utf8');
    return journalSchema.safeParse(JSON.parse(text)).data;
  } catch (error) {
    if (error instanceof SyntaxError || IS_NONE.has(codeOf(error))) return undefined;
    throw error;
  }
}

/**
 * Every journal below the folder, the newest first. `onUnreadable` gets the error of each that cannot be read now: it
 * stays. Rejects with `workspace-unwritable` when the folder cannot be read.
 */
export async function listJournals(
  root: string,
  onUnreadable: (error: unknown) => void = () => undefined,
): Promise<{ folder: string; journal: Journal }[]> {
  let names: string[];
  try {
    names = await readdir(root);
  } catch (error) {
    if (IS_NONE.has(codeOf(error))) return [];
    throw new AppFailure({
      type: 'workspace-unwritable',
      message: `What was applied is recorded in ${root}, which cannot be read. Make it readable and try again.`,
      raw: String(error),
      actions: [{ kind: 'retry', label: 'Try again' }],
    });
  }
  const journals: { folder: string; journal: Journal }[] = [];
  for (const name of names) {
    const folder = join(root, name);
    const journal = await readJournal(folder).catch(onUnreadable);
    if (journal) journals.push({ folder, journal });
  }
  return journals.sort((a, b) => b.journal.at - a.journal.at);
}

export async function removeJournal(journalFolder: string): Promise<void> {
  await rm(journalFolder, { recursive: true, force: true });
}
