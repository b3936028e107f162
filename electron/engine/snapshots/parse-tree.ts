import { pathFromBytes } from '../../contract/change-path.ts';
import type { SnapshotDifference } from '../../contract/snapshots.ts';

/** One entry of a tree in the output of `find`. */
export interface TreeEntry {
  /** The type as find's %y: f, d, l, p, s… */
  kind: string;
  mode: string;
  owner: string;
  bytes: number;
  /** Seconds with a fraction, as text, because a number cannot hold nanoseconds. */
  time: string;
  target: string;
}

/** Format for `find -printf`: fields end with NUL, since names may contain any other byte. */
export const TREE_FORMAT = '%P\\0%y\\0%m\\0%U:%G\\0%s\\0%T@\\0%l\\0';
const FIELDS = 7;

/** Parses a listing from a stream of chunks; names may be any bytes. */
export class TreeReader {
  readonly entries = new Map<string, TreeEntry>();
  #rest = Buffer.alloc(0);
  #fields: Buffer[] = [];

  push(chunk: Uint8Array): void {
    let data = Buffer.concat([this.#rest, chunk]);
    for (let end = data.indexOf(0); end >= 0; end = data.indexOf(0)) {
      this.#fields.push(data.subarray(0, end));
      data = data.subarray(end + 1);
      if (this.#fields.length === FIELDS) this.#add();
    }
    this.#rest = data;
  }

  #add(): void {
    const [path, ...rest] = this.#fields.map((field) => pathFromBytes(field));
    const [kind = '', mode = '', owner = '', bytes = '0', time = '', target = ''] = rest;
    this.entries.set(path ?? '', { kind, mode, owner, bytes: Number(bytes), time, target });
    this.#fields = [];
  }
}

type Difference = Omit<SnapshotDifference, 'part'>;

/**
 * Compares two trees. `suspects` are files of the same size whose times differ: only their content decides. An added or
 * removed folder is listed, and so is everything in it. Pure.
 */
export function compareTrees(
  before: ReadonlyMap<string, TreeEntry>,
  after: ReadonlyMap<string, TreeEntry>,
): { differences: Difference[]; suspects: string[] } {
  const differences: Difference[] = [];
  const suspects: string[] = [];
  for (const [path, old] of before) {
    const now = after.get(path);
    if (!now) {
      if (path !== '') differences.push({ path, change: 'deleted', what: [], ...sizes(old, undefined) });
      continue;
    }
    const what: Difference['what'] = [];
    if (old.kind !== now.kind) what.push('kind');
    else if (old.kind === 'f' && old.bytes !== now.bytes) what.push('content');
    else if (old.kind === 'f' && old.time !== now.time) suspects.push(path);
    else if (old.target !== now.target) what.push('target');
    if (old.mode !== now.mode) what.push('permissions');
    if (old.owner !== now.owner) what.push('owner');
    if (what.length > 0) differences.push({ path, change: 'modified', what, ...sizes(old, now) });
  }
  for (const [path, now] of after)
    if (!before.has(path)) differences.push({ path, change: 'added', what: [], ...sizes(undefined, now) });
  return { differences, suspects };
}

/** Adds the suspects whose content differs, sorted by path. Pure. */
export function withSuspects(
  differences: readonly Difference[],
  different: readonly string[],
  before: ReadonlyMap<string, TreeEntry>,
  after: ReadonlyMap<string, TreeEntry>,
): Difference[] {
  const byPath = new Map(differences.map((each) => [each.path, each]));
  for (const path of different) {
    const known = byPath.get(path);
    byPath.set(path, {
      ...(known ?? { path, change: 'modified', ...sizes(before.get(path), after.get(path)) }),
      what: ['content', ...(known?.what ?? [])],
    });
  }
  return [...byPath.values()].sort((a, b) => (a.path < b.path ? -1 : 1));
}

function sizes(before: TreeEntry | undefined, after: TreeEntry | undefined) {
  return {
    ...(before?.kind === 'f' ? { before: before.bytes } : {}),
    ...(after?.kind === 'f' ? { after: after.bytes } : {}),
  };
}
