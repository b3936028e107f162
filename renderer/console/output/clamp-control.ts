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
 * How large the parameters of a control sequence can be and still mean something, by its intermediate and final
 * characters (ECMA-48, and xterm's InputHandler). A sequence that is not here counts nothing.
 */
const LIMITS = new Map<string, (screen: ScreenSize) => number>([
  ...[...'ABEFLMSTde'].map((final) => [final, rows] as const),
  ...[...'@CDGIPXZ`a', ' @', ' A', "'}", "'~"].map((final) => [final, columns] as const),
  ...[...'Hfr'].map((final) => [final, larger] as const),
  // It repeats the character before it, over as many rows as it takes.
  ['b', cells],
]);

const COUNTING_FINALS = new Set([...LIMITS.keys()].map((key) => key.slice(-1)));

/** Parameters, then intermediate characters; one that starts with `?`, `<`, `=` or `>` is private, and counts nothing. */
const COUNTING = /^[\d;:]*(?<intermediates>[ -/]*)$/;
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are the control characters that are looked for.
const CONTROLS = /[\u0000-\u001f\u007f]/g;

/**
 * The body of a control sequence (what stands between `CSI` and its final character) with no count beyond the screen.
 * xterm carries a count out as often as it says, up to 2,147,483,647 times. Returns `body` itself when nothing is too
 * large.
 */
export function clampControl(body: string, final: string, screen: ScreenSize): string {
  if (!COUNTING_FINALS.has(final) || isSmall(body, screen)) return body;
  // A terminal carries out control characters inside a sequence and goes on with the number: here they come first.
  const controls = body.match(CONTROLS)?.join('') ?? '';
  const plain = controls === '' ? body : body.replace(CONTROLS, '');
  const intermediates = COUNTING.exec(plain)?.groups?.intermediates;
  if (intermediates === undefined) return body;
  const limit = LIMITS.get(intermediates + final)?.(screen);
  if (limit === undefined) return body;
  const clamped = plain.replace(/\d+/g, (digits) => (Number(digits) > limit ? String(limit) : digits));
  return clamped === plain ? body : controls + clamped;
}

/** Whether no number in it is beyond any limit, which is so for nearly all: looked at first, because it is fast. */
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
