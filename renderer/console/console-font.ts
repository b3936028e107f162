const LETTERS = '"JetBrains Mono Variable"';
const SYMBOLS = '"Noto Sans Symbols 2 Subset"';
const SIZE_PX = 13;

/** The symbols come last, so that they only fill what neither the letters nor the system's monospaced fonts have. */
export const CONSOLE_FONT = {
  fontFamily: `${LETTERS}, ui-monospace, monospace, ${SYMBOLS}`,
  fontSize: SIZE_PX,
} as const;

/** One character of each file of the symbols. */
const OF_EACH_FILE = '⏵⠿⎿';

/** Resolves once the fonts are there. xterm measures its cell once, and keeps the pictures of glyphs that it drew. */
export async function loadConsoleFonts(fonts: Pick<FontFaceSet, 'load'>): Promise<void> {
  await Promise.all([
    fonts.load(`${SIZE_PX}px ${LETTERS}`),
    fonts.load(`${SIZE_PX}px ${SYMBOLS}`, OF_EACH_FILE),
  ]);
}
