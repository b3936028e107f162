import { withoutAttributes } from '../../electron/lib/terminal-attributes.ts';
import { visibleText } from '../changes/visible-text.ts';

/** An agent's output in its lines, without colours, with every other character that nobody sees written out. */
export function visibleLines(output: string): string {
  return withoutAttributes(output).split(/\r?\n/).map(visibleText).join('\n');
}
