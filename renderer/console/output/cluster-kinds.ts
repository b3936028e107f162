import { eastAsianWidth } from 'get-east-asian-width';

/** What a code point does to the character before it (Unicode Standard Annexes 29 and 51, as far as widths need it). */
export const KIND = {
  plain: 0,
  /** Marks, variation selectors and the like: part of the character before, without a width of its own. */
  invisible: 1,
  joiner: 2,
  emojiSelector: 3,
  pictograph: 4,
  /** A pictograph that takes a skin tone. */
  modifierBase: 5,
  modifier: 6,
  regional: 7,
  keycapBase: 8,
  leadingJamo: 9,
  vowelJamo: 10,
  trailingJamo: 11,
  /** A Hangul syllable without a trailing consonant, which vowels and consonants may follow. */
  openSyllable: 12,
  /** One with a trailing consonant, which only consonants may follow. */
  closedSyllable: 13,
  /** The frame of a key: a digit, # or * in it is an emoji, with or without a selector. */
  keycap: 14,
} as const;
export type Kind = (typeof KIND)[keyof typeof KIND];

export interface CodePoint {
  kind: Kind;
  /** Cells of the code point alone. */
  width: 0 | 1 | 2;
}

const INVISIBLE = /^[\p{Mn}\p{Me}\p{Cf}\p{Default_Ignorable_Code_Point}]$/u;
/** Signs before Arabic, Syriac and Kaithi numbers: format characters that are seen (Prepended_Concatenation_Mark). */
const SEEN_FORMAT = /^[\u0600-\u0605\u06dd\u0890\u0891\u08e2\u{110bd}\u{110cd}]$/u;
const ZERO_WIDTH_JOINER = 0x200d;
const EMOJI_SELECTOR = 0xfe0f;
const KEYCAP = 0x20e3;

const UNKNOWN = 0xff;
const known = new Uint8Array(0x110000).fill(UNKNOWN);

/** Returns the kind and the width of a code point. Remembers both, because a terminal asks for every character. */
export function codePointOf(code: number): CodePoint {
  const packed = known[code] ?? 0;
  if (packed !== UNKNOWN) return { kind: (packed >> 2) as Kind, width: (packed & 3) as CodePoint['width'] };
  const found = classify(code);
  known[code] = (found.kind << 2) | found.width;
  return found;
}

function classify(code: number): CodePoint {
  const character = String.fromCodePoint(code);
  const kind = kindOf(code, character);
  switch (kind) {
    case KIND.invisible:
    case KIND.joiner:
    case KIND.emojiSelector:
    case KIND.keycap:
      return { kind, width: 0 };
    case KIND.regional:
    case KIND.modifier:
      return { kind, width: 2 };
    default:
      return { kind, width: eastAsianWidth(code) };
  }
}

function kindOf(code: number, character: string): Kind {
  if (code === ZERO_WIDTH_JOINER) return KIND.joiner;
  if (code === KEYCAP) return KIND.keycap;
  if (code === EMOJI_SELECTOR) return KIND.emojiSelector;
  const jamo = jamoOf(code);
  if (jamo !== undefined) return jamo;
  if (SEEN_FORMAT.test(character)) return KIND.plain;
  if (INVISIBLE.test(character)) return KIND.invisible;
  if (/^[\d#*]$/.test(character)) return KIND.keycapBase;
  if (/^\p{Regional_Indicator}$/u.test(character)) return KIND.regional;
  if (/^\p{Emoji_Modifier}$/u.test(character)) return KIND.modifier;
  if (/^\p{Emoji_Modifier_Base}$/u.test(character)) return KIND.modifierBase;
  if (/^\p{Extended_Pictographic}$/u.test(character)) return KIND.pictograph;
  return KIND.plain;
}

function jamoOf(code: number): Kind | undefined {
  if (within(code, 0x1100, 0x115f) || within(code, 0xa960, 0xa97c)) return KIND.leadingJamo;
  if (within(code, 0x1160, 0x11a7) || within(code, 0xd7b0, 0xd7c6)) return KIND.vowelJamo;
  if (within(code, 0x11a8, 0x11ff) || within(code, 0xd7cb, 0xd7fb)) return KIND.trailingJamo;
  if (!within(code, 0xac00, 0xd7a3)) return undefined;
  return (code - 0xac00) % 28 === 0 ? KIND.openSyllable : KIND.closedSyllable;
}

function within(code: number, first: number, last: number): boolean {
  return code >= first && code <= last;
}
