/** A line with its end, as latin1: one character a byte, so that nothing is lost. The last line may have no end. */
export interface RawLine {
  kind: 'context' | 'added' | 'removed';
  content: string;
}

export interface RawHunk {
  oldStart: number;
  oldLines: number;
  newStart: number;
  newLines: number;
  heading: string;
  lines: RawLine[];
}

export interface RawDiff {
  /** `old..new` object ids of what was compared: equal for equal contents. Empty when nothing but the mode differs. */
  fingerprint: string;
  binary: boolean;
  /** Complete hunks; of a text that was cut off the incomplete last one is left out. */
  hunks: RawHunk[];
}

const HUNK = /^@@ -(\d+)(?:,(\d+))? \+(\d+)(?:,(\d+))? @@ ?(.*)$/s;

/** Reads what `git diff -p --full-index` prints for one path. A change of type comes as a deletion and an addition. */
export function parseDiff(output: Uint8Array): RawDiff {
  const text = Buffer.from(output.buffer, output.byteOffset, output.byteLength).toString('latin1');
  const diff: RawDiff = { fingerprint: '', binary: false, hunks: [] };
  let at = 0;
  const line = () => {
    const end = text.indexOf('\n', at);
    const line = end < 0 ? text.slice(at) : text.slice(at, end);
    at = end < 0 ? text.length : end + 1;
    return line;
  };
  while (at < text.length) {
    const head = line();
    const match = HUNK.exec(head);
    if (match) {
      const hunk = begin(match);
      if (!fill(hunk)) break;
      diff.hunks.push(hunk);
    } else if (head.startsWith('index ')) {
      diff.fingerprint += head.slice('index '.length).split(' ')[0] ?? '';
    } else if (head.startsWith('Binary files ')) {
      diff.binary = true;
    }
  }
  return diff;

  /** Takes as many lines as the header says; false when the text ends before. */
  function fill(hunk: RawHunk): boolean {
    let old = hunk.oldLines;
    let now = hunk.newLines;
    while (old > 0 || now > 0 || text[at] === '\\') {
      const end = text.indexOf('\n', at);
      if (end < 0) return false;
      const mark = text[at];
      const content = text.slice(at + 1, end + 1);
      at = end + 1;
      if (mark === '\\') trimLast(hunk);
      else if (mark === '-') old -= push(hunk, 'removed', content);
      else if (mark === '+') now -= push(hunk, 'added', content);
      else {
        push(hunk, 'context', content);
        old -= 1;
        now -= 1;
      }
    }
    return true;
  }
}

function begin(match: RegExpExecArray): RawHunk {
  const [, oldStart, oldLines = '1', newStart, newLines = '1', heading = ''] = match;
  return {
    oldStart: Number(oldStart),
    oldLines: Number(oldLines),
    newStart: Number(newStart),
    newLines: Number(newLines),
    heading: Buffer.from(heading, 'latin1').toString('utf8'),
    lines: [],
  };
}

function push(hunk: RawHunk, kind: RawLine['kind'], content: string): 1 {
  hunk.lines.push({ kind, content });
  return 1;
}

/** "\ No newline at end of file" is about the line before it. */
function trimLast(hunk: RawHunk): void {
  const last = hunk.lines.at(-1);
  if (last?.content.endsWith('\n')) last.content = last.content.slice(0, -1);
}

/** The difference between nothing and a content, or a content and nothing, as one hunk; none for an empty one. */
export function wholeFile(content: Uint8Array, kind: 'added' | 'removed'): RawHunk[] {
  const lines = splitLines(
    Buffer.from(content.buffer, content.byteOffset, content.byteLength).toString('latin1'),
  );
  if (lines.length === 0) return [];
  const there = { start: 1, lines: lines.length };
  const nothing = { start: 0, lines: 0 };
  const [old, now] = kind === 'added' ? [nothing, there] : [there, nothing];
  return [
    {
      oldStart: old.start,
      oldLines: old.lines,
      newStart: now.start,
      newLines: now.lines,
      heading: '',
      lines: lines.map((content) => ({ kind, content })),
    },
  ];
}

/** Lines with their ends; joined they are the text again. */
export function splitLines(text: string): string[] {
  return text.match(/[^\n]*\n|[^\n]+$/g) ?? [];
}
