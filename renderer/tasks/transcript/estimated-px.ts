import { linesAt } from './folds.ts';
import { type RowContent, showsInput } from './rows.ts';

/** Heights as the rows are drawn: a row that was estimated right moves nothing when it comes into sight. */
const LINE_PX = 20;
const FOLD_LINE_PX = 28;
const QUIET_PX = 24;
const MESSAGE_GAP_PX = 12;
/** Of what a fold opens: the space around it, and between its parts. */
const OPENED_PX = 12;
const PART_GAP_PX = 8;
const BORDERS_PX = 2;
const REMARK_PX = 16;
/** A line of a message has about as many characters. */
const MESSAGE_CHARACTERS = 100;
const TEXT_CHARACTERS = 110;

/** About the height of a row that nobody has opened or folded, before it was measured. */
export function estimatedPx(content: RowContent): number {
  switch (content.kind) {
    case 'message':
      return MESSAGE_GAP_PX + LINE_PX * wrappedLines(content.text, MESSAGE_CHARACTERS);
    case 'text':
      return LINE_PX * wrappedLines(content.text, TEXT_CHARACTERS);
    case 'usage':
    case 'session':
      return QUIET_PX;
    case 'call': {
      if (content.edits.length === 0) return FOLD_LINE_PX;
      const parts = content.edits.map(({ diff }) => BORDERS_PX + LINE_PX * linesIn(diff ?? ''));
      if (content.result && !showsInput(content)) parts.push(REMARK_PX);
      const gaps = PART_GAP_PX * (parts.length - 1);
      return FOLD_LINE_PX + OPENED_PX + parts.reduce((sum, px) => sum + px, gaps);
    }
    default:
      return FOLD_LINE_PX;
  }
}

function linesIn(text: string): number {
  let lines = 1;
  for (let at = text.indexOf('\n'); at >= 0 && lines < linesAt(0); at = text.indexOf('\n', at + 1))
    lines += 1;
  return lines;
}

function wrappedLines(text: string, characters: number): number {
  let lines = 0;
  for (let at = 0; at <= text.length && lines < linesAt(0); ) {
    const end = text.indexOf('\n', at);
    const length = (end < 0 ? text.length : end) - at;
    lines += Math.max(1, Math.ceil(length / characters));
    at += length + 1;
  }
  return Math.min(lines, linesAt(0));
}
