/**
 * Control characters except the tab, joiners, direction marks and lone surrogates (escaped bytes), which are invisible
 * unless they are written out. The variation selector of emoji is not included.
 */
const HIDDEN = /(?!\t|\ufe0f)[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}\ufff9-\ufffb]/gu;

export interface TextPart {
  text: string;
  /** The text represents an invisible character. */
  hidden: boolean;
}

/** Splits an agent's text into parts and writes out hidden characters, so that a person sees every character. */
export function visibleParts(text: string): TextPart[] {
  const parts: TextPart[] = [];
  let from = 0;
  for (const match of text.matchAll(HIDDEN)) {
    if (match.index > from) parts.push({ text: text.slice(from, match.index), hidden: false });
    parts.push({ text: name(match[0]), hidden: true });
    from = match.index + match[0].length;
  }
  if (from < text.length) parts.push({ text: text.slice(from), hidden: false });
  return parts;
}

/** The same as one string, for names of files and labels. */
export function visibleText(text: string): string {
  return visibleParts(text)
    .map((part) => part.text)
    .join('');
}

function name(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  if (character === '\r') return '\\r';
  if (character === '\n') return '\\n';
  // A byte outside of valid UTF-8, as change-path escapes it.
  if (code >= 0xdc80 && code <= 0xdcff) return `\\x${(code - 0xdc00).toString(16)}`;
  return `\\u{${code.toString(16)}}`;
}
