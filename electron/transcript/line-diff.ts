import { bounded } from './bounds.ts';

/**
 * What an exchange of one text for another changes, line by line: the lines that both begin and end with stay, the
 * others are exchanged. Programs do not say where in the file it is, so that there are no line numbers. Pure, and linear.
 */
export function lineDiff(before: string, after: string): string {
  const old = linesOf(before);
  const now = linesOf(after);
  const shorter = Math.min(old.length, now.length);
  let head = 0;
  while (head < shorter && old[head] === now[head]) head++;
  let tail = 0;
  while (tail < shorter - head && old[old.length - 1 - tail] === now[now.length - 1 - tail]) tail++;
  const marked = (mark: string, lines: readonly string[]) => lines.map((line) => `${mark}${line}`);
  return bounded(
    [
      ...marked(' ', old.slice(0, head)),
      ...marked('-', old.slice(head, old.length - tail)),
      ...marked('+', now.slice(head, now.length - tail)),
      ...marked(' ', old.slice(old.length - tail)),
    ].join('\n'),
  );
}

function linesOf(text: string): string[] {
  if (text === '') return [];
  return (text.endsWith('\n') ? text.slice(0, -1) : text).split('\n');
}
