import { paletteRgb, type Rgb } from './palette.ts';

/** A colour that the text requests: one of the theme's 16, or an RGB value. */
export type SpanColor = { kind: 'ansi'; index: number } | { kind: 'rgb'; rgb: Rgb };

export interface SpanStyle {
  color?: SpanColor;
  bold?: true;
  dim?: true;
  italic?: true;
  underline?: true;
}

export interface Span {
  text: string;
  style: SpanStyle;
}

/**
 * Every escape sequence of ECMA-48: CSI, the string sequences (OSC, DCS, SOS, PM, APC) even when unterminated, and the
 * short ones.
 */
const ESCAPES =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what this is about
  /\x1b(?:\[[0-?]*[ -/]*[@-~]?|[\]PX^_][^\x07\x1b]*(?:\x07|\x1b\\)?|[ -/]*[0-~]?)|\x9b[0-?]*[ -/]*[@-~]?/g;
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what this is about
const CONTROLS = /[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what this is about
const SPECIAL = /[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]/;
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what this is about
const SGR = /^(?:\x1b\[|\x9b)([\d;:]*)m$/;

/** The visible part of a line that overwrites itself (progress bars): the text after its last \r. */
export function lastRewrite(text: string): string {
  const at = text.trimEnd().lastIndexOf('\r');
  return at < 0 ? text : text.slice(at + 1);
}

/** The line without colours and control characters, for searching and copying. */
export function plainText(text: string): string {
  if (!SPECIAL.test(text)) return text;
  return lastRewrite(text).replace(ESCAPES, '').replace(CONTROLS, '');
}

/**
 * Splits a line into pieces of one style. Colours (16, 256, 24 bit) and bold, dim, italic, underline are kept;
 * backgrounds are dropped, because text must stay readable; every other sequence is removed. The pieces are plain text.
 */
export function spansOf(text: string): Span[] {
  if (!SPECIAL.test(text)) return [{ text, style: {} }];
  const line = lastRewrite(text);
  const spans: Span[] = [];
  let style: SpanStyle = {};
  let from = 0;
  const add = (part: string) => {
    const shown = part.replace(CONTROLS, '');
    if (shown !== '') spans.push({ text: shown, style });
  };
  for (const match of line.matchAll(ESCAPES)) {
    add(line.slice(from, match.index));
    from = match.index + match[0].length;
    const codes = SGR.exec(match[0])?.[1];
    if (codes !== undefined) style = restyled(style, codes);
  }
  add(line.slice(from));
  return spans;
}

/** The style after an SGR sequence ("1;38;5;208"). Unknown codes change nothing. */
function restyled(before: SpanStyle, codes: string): SpanStyle {
  const numbers = codes.split(/[;:]/).map(Number);
  let style: SpanStyle = { ...before };
  for (let at = 0; at < numbers.length; at += 1) {
    const code = numbers[at] ?? 0;
    if (code === 0) style = {};
    else if (code === 1) style.bold = true;
    else if (code === 2) style.dim = true;
    else if (code === 3) style.italic = true;
    else if (code === 4) style.underline = true;
    else if (code === 22) style = without(without(style, 'bold'), 'dim');
    else if (code === 23) style = without(style, 'italic');
    else if (code === 24) style = without(style, 'underline');
    else if (code >= 30 && code <= 37) style.color = { kind: 'ansi', index: code - 30 };
    else if (code >= 90 && code <= 97) style.color = { kind: 'ansi', index: code - 82 };
    else if (code === 39) style = without(style, 'color');
    else if (code === 38 || code === 48) {
      const { color, used } = extendedColor(numbers.slice(at + 1));
      at += used;
      if (code === 38 && color) style.color = color;
    }
  }
  return style;
}

function extendedColor([mode, ...rest]: number[]): { color: SpanColor | undefined; used: number } {
  const [first = 0, second = 0, third = 0] = rest.map((value) => Math.min(255, value || 0));
  if (mode === 2) return { color: { kind: 'rgb', rgb: [first, second, third] }, used: 4 };
  if (mode !== 5) return { color: undefined, used: 0 };
  const color: SpanColor =
    first < 16 ? { kind: 'ansi', index: first } : { kind: 'rgb', rgb: paletteRgb(first) };
  return { color, used: 2 };
}

function without<K extends keyof SpanStyle>(style: SpanStyle, key: K): Omit<SpanStyle, K> {
  const { [key]: _removed, ...rest } = style;
  return rest;
}
