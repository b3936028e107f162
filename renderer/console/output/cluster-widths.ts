import type { IUnicodeVersionProvider } from '@xterm/xterm';
import { type CodePoint, codePointOf, KIND, type Kind } from './cluster-kinds.ts';

/** Unicode's Stream-Safe Text Format (UAX 15) allows as many marks on one character; writing systems need fewer. */
const MAXIMUM_MARKS = 30;

/** The character that a terminal has last printed, as xterm hands it back. */
interface Cluster {
  /** Of its last code point. */
  kind: Kind;
  width: number;
  hasPictograph: boolean;
  /** Code points that joined the first one. */
  marks: number;
}

/**
 * Counts a character as a person sees it: an emoji of several code points has two cells, as the libraries count that
 * programs lay their text out with. Limits the code points in one cell, because the page would lay out a million accents
 * on a letter with every frame, and REP would copy them.
 */
export const clusterWidths: IUnicodeVersionProvider = {
  version: 'clusters',
  wcwidth: (code) => codePointOf(code).width,
  charProperties: (code, preceding) => {
    if (code > 0x1f && code < 0x7f) return ASCII[code] ?? 0;
    const point = codePointOf(code);
    const joined = preceding === 0 ? undefined : join(unpack(preceding), point);
    return joined ? pack(joined, true) : pack(alone(point), false);
  },
};

const ASCII = Uint32Array.from({ length: 0x7f }, (_, code) => pack(alone(codePointOf(code)), false));

function alone({ kind, width }: CodePoint): Cluster {
  return { kind, width, hasPictograph: kind === KIND.pictograph || kind === KIND.modifierBase, marks: 0 };
}

/** Returns the character with the next code point in it; undefined if that one begins a character of its own. */
function join(before: Cluster, { kind, width: own }: CodePoint): Cluster | undefined {
  const width = joinedWidth(before, kind);
  if (width === undefined || before.width === 0) return undefined;
  // Further marks are treated like a mark without a base character, as at the start of a line.
  if (before.marks === MAXIMUM_MARKS) return undefined;
  return {
    kind: joinedKind(before.kind, kind),
    width: own === 0 ? width : Math.max(width, before.width),
    hasPictograph: before.hasPictograph,
    marks: before.marks + 1,
  };
}

function joinedKind(before: Kind, kind: Kind): Kind {
  // A third regional indicator begins another flag.
  if (kind === KIND.regional) return KIND.plain;
  // The frame of a key may follow the selector.
  return before === KIND.keycapBase && kind === KIND.emojiSelector ? KIND.keycapBase : kind;
}

/** The width of the joined character; undefined if the code point does not join it. */
function joinedWidth(before: Cluster, kind: Kind): number | undefined {
  switch (kind) {
    case KIND.invisible:
    case KIND.joiner:
      return before.width;
    case KIND.emojiSelector:
      return TAKES_SELECTOR.has(before.kind) ? 2 : before.width;
    case KIND.keycap:
      return before.kind === KIND.keycapBase ? 2 : before.width;
    case KIND.modifier:
      if (before.kind === KIND.modifierBase) return 2;
      return before.kind === KIND.joiner ? before.width : undefined;
    case KIND.pictograph:
    case KIND.modifierBase:
      return before.kind === KIND.joiner && before.hasPictograph ? 2 : undefined;
    case KIND.regional:
      return before.kind === KIND.regional ? 2 : undefined;
    case KIND.vowelJamo:
      return BEFORE_VOWEL.has(before.kind) ? before.width : undefined;
    case KIND.trailingJamo:
      return BEFORE_TRAILING.has(before.kind) ? before.width : undefined;
    default:
      return undefined;
  }
}

const TAKES_SELECTOR: ReadonlySet<Kind> = new Set([KIND.pictograph, KIND.modifierBase]);
const BEFORE_VOWEL: ReadonlySet<Kind> = new Set([KIND.leadingJamo, KIND.vowelJamo, KIND.openSyllable]);
const BEFORE_TRAILING: ReadonlySet<Kind> = new Set([
  KIND.vowelJamo,
  KIND.trailingJamo,
  KIND.openSyllable,
  KIND.closedSyllable,
]);

/** xterm's packing: bit 0 joins, bits 1 and 2 are the width, the other 24 are the provider's. */
function pack({ kind, width, hasPictograph, marks }: Cluster, joins: boolean): number {
  return (marks << 8) | (Number(hasPictograph) << 7) | (kind << 3) | (width << 1) | Number(joins);
}

function unpack(packed: number): Cluster {
  return {
    kind: ((packed >> 3) & 15) as Kind,
    width: (packed >> 1) & 3,
    hasPictograph: ((packed >> 7) & 1) === 1,
    marks: packed >> 8,
  };
}
