import type { FileChange, LineCounts, Risk } from '../../electron/contract/changes.ts';

/** A changed file, with its line counts once they are known. */
export interface ListedFile extends FileChange {
  lines?: LineCounts['lines'];
}

/** What a list needs to know of a file. */
export type Listable = Pick<FileChange, 'path' | 'oldPath' | 'risks'>;

export type ListRow<File extends Listable = ListedFile> =
  | { kind: 'heading'; title: string; count: number }
  | { kind: 'file'; file: File };

/** Whether the file's path contains all words of the text. */
export function matches(file: Listable, text: string): boolean {
  const path = [file.path, file.oldPath ?? ''].join('\n').toLowerCase();
  return text
    .toLowerCase()
    .split(/\s+/)
    .every((word) => path.includes(word));
}

/** The rows of the list: risky files first. Headings appear only when there are risky and other files. */
export function listRows<File extends Listable>(files: readonly File[], text: string): ListRow<File>[] {
  const shown = text.trim() === '' ? files : files.filter((file) => matches(file, text.trim()));
  const risky = shown.filter(({ risks }) => risks.length > 0);
  const rest = shown.filter(({ risks }) => risks.length === 0);
  const rows = (list: readonly File[]) => list.map((file): ListRow<File> => ({ kind: 'file', file }));
  if (risky.length === 0) return rows(rest);
  return [
    { kind: 'heading', title: 'Risky changes', count: risky.length },
    ...rows(risky),
    ...(rest.length > 0 ? [{ kind: 'heading', title: 'Other changes', count: rest.length } as const] : []),
    ...rows(rest),
  ];
}

/** Adds later line counts to the files. */
export function withCounts(
  files: readonly FileChange[],
  counts: ReadonlyMap<string, LineCounts>,
): ListedFile[] {
  return files.map((file) => {
    const count = counts.get(file.path);
    if (!count) return file;
    return { ...file, lines: count.lines, risks: mergedRisks(file.risks, count.risks ?? []) };
  });
}

/** Each kind of risk once. */
export function mergedRisks(risks: readonly Risk[], more: readonly Risk[]): Risk[] {
  return [...risks, ...more.filter(({ kind }) => !risks.some((risk) => risk.kind === kind))];
}

/** The file that j (1) or k (-1) selects next; it does not wrap around. */
export function stepFile(
  rows: readonly ListRow<Listable>[],
  path: string | null,
  direction: 1 | -1,
): string | null {
  const files = rows.flatMap((row) => (row.kind === 'file' ? [row.file.path] : []));
  const at = path === null ? -1 : files.indexOf(path);
  if (at < 0) return files[0] ?? null;
  return files[Math.min(files.length - 1, Math.max(0, at + direction))] ?? null;
}
