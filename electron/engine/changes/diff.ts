import type { BaseKind } from '../../contract/changes.ts';
import { type DiffHunk, type FileDiff, MAXIMUM_DIFF_BYTES } from '../../contract/changes.ts';
import { blobId } from './blob-id.ts';
import { readContent } from './list.ts';
import { parseDiff, type RawDiff, type RawHunk, wholeFile } from './parse-diff.ts';
import { type FolderReader, NO_BASE, NO_PATH } from './reader.ts';
import { DIFF, DIFF_WITH_INPUT } from './scripts/read.ts';
import { RENAME_DIFF } from './scripts/renames.ts';

/** Characters shown of a line; minified files have lines of megabytes. */
const MAXIMUM_LINE = 2_000;
/** git looks for a NUL in so much of a file to tell binary from text (xdiff-interface.c). */
const BINARY_PROBE_BYTES = 8_000;

export interface DiffRequest {
  base: BaseKind;
  path: string;
  /** The path in the base, of a renamed file. */
  oldPath?: string | undefined;
  limitBytes: number;
  signal: AbortSignal;
}

export interface ReadDiff extends RawDiff {
  truncated: boolean;
}

/** What the agent did to one file, byte for byte. */
export async function readDiff(reader: FolderReader, request: DiffRequest): Promise<ReadDiff> {
  const { base, path, oldPath, limitBytes, signal } = request;
  const words = [base, String(limitBytes), ...(oldPath === undefined ? [] : [oldPath]), path];
  const run = await reader.read(oldPath === undefined ? DIFF : RENAME_DIFF, words, {
    signal,
    expected: [NO_BASE, NO_PATH],
    maxOutputBytes: MAXIMUM_DIFF_BYTES + 1024,
  });
  if (run.exitCode === 0) return { ...parseDiff(run.stdout), truncated: run.stdout.length >= limitBytes };
  return await newFileDiff(reader, request);
}

/** A file that the base does not have. */
async function newFileDiff(reader: FolderReader, request: DiffRequest): Promise<ReadDiff> {
  const content = await readContent(reader, request.path, request.signal, request.limitBytes + 1);
  if (content === undefined) return { fingerprint: '', binary: false, hunks: [], truncated: false };
  const truncated = content.length > request.limitBytes;
  // An incomplete last line would look complete.
  const shown = truncated
    ? content.subarray(0, content.lastIndexOf(10, request.limitBytes - 1) + 1)
    : content;
  const binary = content.subarray(0, BINARY_PROBE_BYTES).includes(0);
  return {
    fingerprint: `new..${blobId(content)}`,
    binary,
    hunks: binary ? [] : wholeFile(shown, 'added'),
    truncated: truncated && !binary,
  };
}

/** What was done to the file in the host folder since: `content` is what is there now. */
export async function readHostDiff(
  reader: FolderReader,
  request: DiffRequest,
  content: Uint8Array,
): Promise<ReadDiff> {
  const { base, path, oldPath = path, limitBytes, signal } = request;
  const run = await reader.read(DIFF_WITH_INPUT, [base, String(limitBytes), oldPath], {
    signal,
    stdin: content,
  });
  return { ...parseDiff(run.stdout), truncated: run.stdout.length >= limitBytes };
}

/** The difference as a window shows it. */
export function toFileDiff(path: string, diff: ReadDiff): FileDiff {
  const kind = diff.binary ? 'binary' : diff.hunks.length > 0 || diff.truncated ? 'text' : 'same';
  return {
    path,
    kind,
    hunks: diff.hunks.map(shownHunk),
    truncated: diff.truncated,
    fingerprint: diff.fingerprint,
  };
}

function shownHunk({ lines, ...hunk }: RawHunk): DiffHunk {
  return {
    ...hunk,
    lines: lines.map(({ kind, content }) => {
      const ended = content.endsWith('\n');
      const bytes = Buffer.from(ended ? content.slice(0, -1) : content, 'latin1');
      const text = bytes.toString('utf8');
      const cut = text.length > MAXIMUM_LINE;
      return {
        kind,
        text: cut ? text.slice(0, MAXIMUM_LINE) : text,
        ...(ended ? {} : { noEnd: true }),
        ...(cut ? { cut: true } : {}),
      };
    }),
  };
}
