import type { LogLine } from '../../electron/contract/logs.ts';

/** Memory of a line besides its characters, measured on V8. */
const LINE_OVERHEAD_BYTES = 128;

export interface WindowLine extends LogLine {
  /** The text without colours and control characters. */
  plain: string;
}

/** The memory of a line; two bytes a character, the larger of V8's two representations. */
export function costOfLine({ text, plain }: WindowLine): number {
  const characters = text.length + (plain === text ? 0 : plain.length);
  return characters * 2 + LINE_OVERHEAD_BYTES;
}
