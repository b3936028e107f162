import { fenced } from '../../../electron/contract/fenced.ts';
import type { DiffComment } from '../../store/slices/unsent-slice.ts';
import { visibleText } from '../visible-text.ts';

/** As much of a line of code as is sent, in characters. */
const CODE_MAX = 500;

/**
 * One message of comments on an agent's changes: for each the file, the line, its code and what the person says. Names and
 * code are what the agent wrote: hidden characters are written out, and no code can end its block. Pure.
 */
export function commentsMessage(comments: readonly DiffComment[]): string {
  const written = comments.filter(isWritten);
  const head =
    written.length === 1
      ? 'I have a comment on your changes. Please see to it.'
      : `I have ${written.length} comments on your changes. Please see to each of them.`;
  return [head, ...written.map((comment, index) => `${index + 1}. ${commentText(comment)}`)].join('\n\n');
}

export const isWritten = ({ text }: DiffComment): boolean => text.trim() !== '';

/** "src/cart.js, line 3", for a person. */
export function placeOf({ path, side, line }: Pick<DiffComment, 'path' | 'side' | 'line'>): string {
  return `${visibleText(path)}, ${side === 'old' ? 'removed line' : 'line'} ${line}`;
}

function commentText(comment: DiffComment): string {
  const code = visibleText(comment.code.slice(0, CODE_MAX));
  return `${placeOf(comment)}:\n\n${fenced(code)}\n\n${comment.text.trim()}`;
}
