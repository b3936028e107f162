// biome-ignore-start lint/suspicious/noControlCharactersInRegex: the expression matches control characters.
/** OSC, DCS, SOS, PM and APC strings up to their terminator, CSI sequences, and two-byte escapes (ECMA-48). */
const SEQUENCES =
  /\u001b(?:[\]PX^_][^\u0007\u001b]*(?:\u0007|\u001b\\|$)|\[[0-?]*[ -/]*[@-~]?|[ -/]*[0-~]?)/g;
const CONTROLS = /[\u0000-\u0008\u000b-\u001f\u007f]/g;
/** A string sequence that is incomplete at the end of a chunk. */
const UNFINISHED = /\u001b(?:[\]PX^_][^\u0007\u001b]*)?$/;
// biome-ignore-end lint/suspicious/noControlCharactersInRegex: see above.

/** A terminal's output without its escape sequences and control characters, except for tabs and line feeds. */
export function plainText(output: string): string {
  return output.replace(SEQUENCES, '').replace(CONTROLS, '');
}

/** Returns the incomplete escape sequence at the end of the output, which belongs before the next chunk; '' if none. */
export function unfinishedSequence(output: string): string {
  return UNFINISHED.exec(output)?.[0] ?? '';
}

/** Whether the output rings the bell. A BEL that terminates an escape sequence does not ring. */
export function hasBell(output: string): boolean {
  return output.replace(SEQUENCES, '').includes('\u0007');
}
