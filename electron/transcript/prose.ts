/** A part of a message: text, or a block of code that stands between lines of ``` or ~~~. */
export interface ProsePart {
  kind: 'text' | 'code';
  text: string;
}

const FENCE = /^ {0,3}(`{3,}|~{3,})/;

/** The mark that begins or ends a block of code; undefined for another line, also for "```code```". */
function fenceOf(line: string): string | undefined {
  const [whole = '', mark] = FENCE.exec(line) ?? [];
  return mark?.startsWith('`') && line.includes('`', whole.length) ? undefined : mark;
}

/**
 * Takes the blocks of code out of a message in Markdown. Nothing else of Markdown is read: it is what an agent wrote, and
 * shown as it is. A block that nothing closes goes on to the end.
 */
export function proseParts(message: string): ProsePart[] {
  const parts: ProsePart[] = [];
  let lines: string[] = [];
  let fence: string | undefined;
  const finish = (kind: ProsePart['kind']) => {
    const text = lines.join('\n');
    if (kind === 'code' || text.trim() !== '')
      parts.push({ kind, text: kind === 'code' ? text : trimmed(text) });
    lines = [];
  };
  for (const line of message.split('\n')) {
    const mark = fenceOf(line);
    if (fence === undefined && mark !== undefined) {
      finish('text');
      fence = mark;
    } else if (fence !== undefined && mark?.startsWith(fence) && line.trim() === mark) {
      finish('code');
      fence = undefined;
    } else lines.push(line);
  }
  finish(fence === undefined ? 'text' : 'code');
  return parts;
}

/** Without the empty lines around it, which the block above or below stands for. */
const trimmed = (text: string) => text.replace(/^(?:[ \t]*\n)+/, '').trimEnd();
