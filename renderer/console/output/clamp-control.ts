/** The size of a terminal's screen, in cells. */
export interface ScreenSize {
  columns: number;
  rows: number;
}

const rows = (screen: ScreenSize) => screen.rows;
const columns = (screen: ScreenSize) => screen.columns;
const larger = (screen: ScreenSize) => Math.max(screen.columns, screen.rows);
const cells = (screen: ScreenSize) => screen.columns * screen.rows;

/**
 * Largest useful parameter of a control sequence, by its intermediate and final characters (ECMA-48, and xterm's
 * InputHandler). Sequences that are missing here do not repeat anything.
 */
const LIMITS = new Map<string, (screen: ScreenSize) => number>([
  ...[...'ABEFLMSTde'].map((final) => [final, rows] as const),
  ...[...'@CDGIPXZ`a', ' @', ' A', "'}", "'~"].map((final) => [final, columns] as const),
  ...[...'Hfr'].map((final) => [final, larger] as const),
  // REP repeats the preceding character, over several rows if necessary.
  ['b', cells],
]);

const COUNTING_FINALS = new Set([...LIMITS.keys()].map((key) => key.slice(-1)));

/** Parameters, then intermediate characters. Private sequences (`?`, `<`, `=` or `>` first) do not repeat anything. */
const COUNTING = /^[\d;:]*(?<intermediates>[ -/]*)$/;
// biome-ignore lint/suspicious/noControlCharactersInRegex: the expression matches control characters.
const CONTROLS = /[\u0000-\u001f\u007f]/g;

/**
 * Limits the counts in the body of a control sequence (between `CSI` and its final character) to the screen, because
 * xterm would repeat an operation up to 2,147,483,647 times. Returns `body` itself if no count is too large.
 */
export function clampControl(body: string, final: string, screen: ScreenSize): string {
  if (!COUNTING_FINALS.has(final) || isSmall(body, screen)) return body;
  // A terminal executes control characters inside a sequence, so they are written before the sequence.
  const controls = body.match(CONTROLS)?.join('') ?? '';
  const plain = controls === '' ? body : body.replace(CONTROLS, '');
  const intermediates = COUNTING.exec(plain)?.groups?.intermediates;
  if (intermediates === undefined) return body;
  const limit = LIMITS.get(intermediates + final)?.(screen);
  if (limit === undefined) return body;
  const clamped = plain.replace(/\d+/g, (digits) => (Number(digits) > limit ? String(limit) : digits));
  return clamped === plain ? body : controls + clamped;
}

/** Whether every number is within all limits. This fast test settles nearly all sequences. */
function isSmall(body: string, screen: ScreenSize): boolean {
  const limit = Math.min(screen.columns, screen.rows);
  let value = 0;
  for (let at = 0; at < body.length; at += 1) {
    const code = body.charCodeAt(at);
    if (code < 0x20 || code === 0x7f) return false;
    value = code > 0x2f && code < 0x3a ? value * 10 + code - 0x30 : 0;
    if (value > limit) return false;
  }
  return true;
}
