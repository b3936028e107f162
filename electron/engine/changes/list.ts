import { createHash } from 'node:crypto';
import {
  type BaseKind,
  type ChangesBatch,
  type FileChange,
  type LineCounts,
  MAXIMUM_FILES,
  type Risk,
} from '../../contract/changes.ts';
import { newChange, renamedChange, trackedChange } from './file-change.ts';
import { changedScripts } from './package-scripts.ts';
import { type Fact, type ListOutput, parseCounts, parseList } from './parse-list.ts';
import { type FolderReader, NO_BASE, NO_PATH } from './reader.ts';
import { findRenames } from './renames/find-renames.ts';
import type { Renames } from './renames/pair-renames.ts';
import { FACTS_ENVIRONMENT, LIST } from './scripts/list.ts';
import { BASE_CONTENT, CONTENT, COUNTS } from './scripts/read.ts';

/** The largest file that counts as a manifest. */
const MANIFEST_BYTES = 2 * 1024 * 1024;
/** Manifests whose scripts are compared; a workspace with more of them has a generator. */
const MAXIMUM_MANIFESTS = 40;

export interface ListedChanges {
  stamp: string;
  output: ListOutput;
  renames: Renames;
  files: FileChange[];
  leftOut: number;
  /** Line counts of new files, which need no comparison. */
  counts: LineCounts[];
}

/** Every changed file of a folder, the risky ones first; undefined when there is no such base. Reads no contents but of new files. */
export async function listChanges(
  reader: FolderReader,
  base: BaseKind,
  options: { ignored: boolean; signal: AbortSignal },
): Promise<ListedChanges | undefined> {
  const run = await reader.read(LIST, [base, options.ignored ? '1' : '0', String(MAXIMUM_FILES)], {
    signal: options.signal,
    env: FACTS_ENVIRONMENT,
    expected: [NO_BASE],
  });
  if (run.exitCode === NO_BASE) return undefined;
  const output = parseList(run.stdout);
  const stamp = createHash('sha256').update(run.stdout).digest('hex');
  const renames = await findRenames(reader, { base, output, stamp }, newFiles(output), options.signal);
  return { stamp, output, renames, ...toFiles(output, options.ignored, renames) };
}

/** How many facts come before those of new files. */
const factsBefore = ({ entries }: ListOutput) =>
  Math.min(MAXIMUM_FILES, entries.filter(({ status }) => status !== 'deleted').length);

function newFiles(output: ListOutput): { path: string; fact: Fact | null }[] {
  const first = factsBefore(output);
  return output.added
    .slice(0, MAXIMUM_FILES)
    .map((path, index) => ({ path, fact: output.facts[first + index] ?? null }));
}

/** Pure. The facts come in the order in which the script requested them. */
export function toFiles(
  output: ListOutput,
  withIgnored: boolean,
  renames: Renames = new Map(),
): Pick<ListedChanges, 'files' | 'leftOut' | 'counts'> {
  const tracked: FileChange[] = [];
  let fact = 0;
  let present = 0;
  for (const entry of output.entries) {
    const isHashed = entry.status !== 'deleted' && present++ < MAXIMUM_FILES;
    tracked.push(trackedChange(entry, (isHashed && output.facts[fact++]) || null));
  }
  const old = new Set([...renames.values()].map(({ from }) => from.path));
  const counts: LineCounts[] = [];
  const more = (names: string[], status: 'added' | 'ignored') =>
    names.slice(0, MAXIMUM_FILES).map((name) => {
      const seen = output.facts[fact++] ?? null;
      const rename = status === 'added' ? renames.get(name) : undefined;
      const change = rename ? renamedChange(name, seen, rename) : newChange(name, seen, status);
      if (rename) counts.push({ path: change.path, lines: rename.lines });
      else if (seen?.kind === 'file') {
        const lines = seen.lines === null ? null : { added: seen.lines, removed: 0 };
        counts.push({ path: change.path, lines });
      }
      return change;
    });
  const all = [
    ...tracked.filter(({ path, status }) => status !== 'deleted' || !old.has(path)),
    ...more(output.added, 'added'),
    ...(withIgnored ? more(output.ignored, 'ignored') : []),
  ].sort(byRiskThenPath);
  const total =
    output.entries.length - old.size + output.added.length + (withIgnored ? output.ignored.length : 0);
  const files = all.slice(0, MAXIMUM_FILES);
  return { files, leftOut: total - files.length, counts };
}

function byRiskThenPath(a: FileChange, b: FileChange): number {
  const risk = Number(b.risks.length > 0) - Number(a.risks.length > 0);
  return risk || (a.path < b.path ? -1 : a.path > b.path ? 1 : 0);
}

/** Lines added and removed of what the base has too. Reads every changed file. */
export async function countLines(
  reader: FolderReader,
  base: BaseKind,
  signal: AbortSignal,
): Promise<LineCounts[]> {
  if (base === 'empty') return [];
  return parseCounts((await reader.read(COUNTS, [base], { signal })).stdout);
}

/** Risks that only contents tell: scripts of package manifests that are new or other ones. */
export async function contentRisks(
  reader: FolderReader,
  base: BaseKind,
  files: readonly FileChange[],
  signal: AbortSignal,
): Promise<Map<string, Risk[]>> {
  const manifests = files
    .filter(
      ({ path, kind, status }) =>
        /(^|\/)package\.json$/.test(path) && kind === 'file' && status !== 'deleted',
    )
    .slice(0, MAXIMUM_MANIFESTS);
  const risks = new Map<string, Risk[]>();
  for (const { path, oldPath = path, status } of manifests) {
    const [now, old] = [
      await readContent(reader, path, signal),
      status === 'added' ? undefined : await readBase(reader, base, oldPath, signal),
    ];
    const detail = changedScripts(old, now);
    if (detail) risks.set(path, [{ kind: 'package-scripts', detail }]);
  }
  return risks;
}

/** A file as the agent has it, at most so much of it; undefined when there is none. Of a symlink, where it points. */
export async function readContent(
  reader: FolderReader,
  path: string,
  signal: AbortSignal,
  maximumBytes: number = MANIFEST_BYTES,
): Promise<Buffer | undefined> {
  const run = await reader.read(CONTENT, [path, String(maximumBytes)], { signal, expected: [NO_PATH] });
  return run.exitCode === NO_PATH ? undefined : run.stdout;
}

/** A file as the base has it; undefined when it has none. */
export async function readBase(
  reader: FolderReader,
  base: BaseKind,
  path: string,
  signal: AbortSignal,
): Promise<Buffer | undefined> {
  const run = await reader.read(BASE_CONTENT, [base, path], { signal, expected: [NO_PATH, NO_BASE] });
  return run.exitCode === 0 ? run.stdout : undefined;
}

/** Sends batches that are small enough for the window to handle without a pause. */
export function* batches(
  files: readonly FileChange[],
  counts: readonly LineCounts[],
): Generator<ChangesBatch> {
  const size = 1000;
  for (let at = 0; at < files.length; at += size) yield { kind: 'files', files: files.slice(at, at + size) };
  for (let at = 0; at < counts.length; at += size)
    yield { kind: 'counts', counts: counts.slice(at, at + size) };
}
