import type { FileChange, FileDiff } from '../contract/changes.ts';

/**
 * Returns the part of a git patch for one file; undefined for files that text cannot express (binary or very large).
 */
export function filePatch(change: FileChange, diff: FileDiff): string | undefined {
  if (diff.kind === 'binary' || diff.kind === 'too-large' || diff.truncated) return undefined;
  if (diff.hunks.some(({ lines }) => lines.some(({ cut }) => cut))) return undefined;
  const path = quoted(change.path);
  const oldPath = quoted(change.oldPath ?? change.path);
  const [before, after] = [`a/${oldPath}`, `b/${path}`];
  const lines = [`diff --git ${before} ${after}`];
  const mode = modeOf(change.kind, change.executable);
  const oldMode = modeOf(change.oldKind ?? change.kind, change.oldExecutable);
  if (change.status === 'added') lines.push(`new file mode ${mode}`);
  else if (change.status === 'deleted') lines.push(`deleted file mode ${oldMode}`);
  else if (mode !== oldMode) lines.push(`old mode ${oldMode}`, `new mode ${mode}`);
  if (change.oldPath !== undefined) lines.push(`rename from ${oldPath}`, `rename to ${path}`);
  if (diff.hunks.length > 0) {
    lines.push(change.status === 'added' ? '--- /dev/null' : `--- ${before}`);
    lines.push(change.status === 'deleted' ? '+++ /dev/null' : `+++ ${after}`);
  }
  for (const hunk of diff.hunks) {
    lines.push(`@@ -${hunk.oldStart},${hunk.oldLines} +${hunk.newStart},${hunk.newLines} @@`);
    for (const { kind, text, noEnd } of hunk.lines) {
      lines.push(`${MARKS[kind]}${text}`);
      if (noEnd) lines.push('\\ No newline at end of file');
    }
  }
  return `${lines.join('\n')}\n`;
}

const MARKS = { context: ' ', added: '+', removed: '-' } as const;

function modeOf(kind: FileChange['kind'], executable = false): string {
  if (kind === 'symlink') return '120000';
  return executable ? '100755' : '100644';
}

/** Replaces the characters that the header of a patch cannot contain. */
function quoted(path: string): string {
  return path.replace(/[\n\r\t"\\]/g, '?');
}
