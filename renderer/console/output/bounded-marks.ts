import { Unicode11Addon } from '@xterm/addon-unicode11';
import type { IUnicodeVersionProvider, Terminal } from '@xterm/xterm';

/** Unicode's Stream-Safe Text Format (UAX 15) allows as many marks on one character; writing systems need fewer. */
const MAXIMUM_MARKS = 30;
/** xterm's packing of a character's properties: bit 0 joins, bits 1 and 2 are the width, the rest is the provider's. */
const OWN_BITS = 3;

/** Name of the provider in xterm. */
export const BOUNDED_UNICODE = '11-bounded';

/**
 * Provides Unicode 11's widths and limits the marks in one cell: the page would lay out a million accents on a letter
 * with every frame, and REP would copy them.
 */
export function boundedUnicode(): IUnicodeVersionProvider {
  const unicode = unicode11();
  return {
    version: BOUNDED_UNICODE,
    wcwidth: (codepoint) => unicode.wcwidth(codepoint),
    charProperties: (codepoint, preceding) => {
      const properties = unicode.charProperties(codepoint, preceding);
      if ((properties & 1) === 0) return properties;
      const marks = (preceding >> OWN_BITS) + 1;
      // Further marks are treated like a mark without a base character, as at the start of a line.
      return marks > MAXIMUM_MARKS ? unicode.charProperties(codepoint, 0) : properties | (marks << OWN_BITS);
    },
  };
}

/** Returns the provider that the add-on registers, because the add-on does not export it. */
function unicode11(): IUnicodeVersionProvider {
  let provider: IUnicodeVersionProvider | undefined;
  const register = (each: IUnicodeVersionProvider) => {
    provider = each;
  };
  new Unicode11Addon().activate({ unicode: { register } } as unknown as Terminal);
  if (!provider) throw new Error('the Unicode add-on registers no provider');
  return provider;
}
