/** As much of a transcript as a window keeps, in characters: what the engine host sends at once. */
export const TRANSCRIPT_MAX = 256 * 1024;

export interface TranscriptText {
  text: string;
  /** Older output is not in it. */
  isCut: boolean;
}

export const EMPTY_TRANSCRIPT: TranscriptText = { text: '', isCut: false };

/**
 * The transcript with what came, cut at the beginning of a line where there is one. `skipped`: output between the two is
 * left out, so that the older part goes. Pure.
 */
export function withOutput({ text, isCut }: TranscriptText, more: string, skipped: boolean): TranscriptText {
  const whole = skipped ? more : text + more;
  if (whole.length <= TRANSCRIPT_MAX) return { text: whole, isCut: isCut || skipped };
  const end = whole.slice(-TRANSCRIPT_MAX);
  const line = end.indexOf('\n');
  return { text: line < 0 ? end : end.slice(line + 1), isCut: true };
}
