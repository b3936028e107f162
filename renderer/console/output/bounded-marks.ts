import { Unicode11Addon } from '@xterm/addon-unicode11';
import type { IUnicodeVersionProvider, Terminal } from '@xterm/xterm';

/** Unicode's Stream-Safe Text Format (UAX 15) allows as many marks on one character; writing systems need fewer. */
const MAXIMUM_MARKS = 30;
/** xterm's packing of a character's properties: bit 0 joins, bits 1 and 2 are the width, the rest is the provider's. */
const OWN_BITS = 3;

/** The name under which xterm knows the provider. */
export const BOUNDED_UNICODE = '11-bounded';

/**
 * Unicode 11's widths, with a bound on what one cell collects: a million accents on a letter would be one string that the
 * page lays out with every frame, and that REP copies.
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
      // As at the start of a line: a mark without a character to stand on.
      return marks > MAXIMUM_MARKS ? unicode.charProperties(codepoint, 0) : properties | (marks << OWN_BITS);
    },
  };
}

/** What the add-on would register: it has no other way to its provider. */
function unicode11(): IUnicodeVersionProvider {
  let provider: IUnicodeVersionProvider | undefined;
  const register = (each: IUnicodeVersionProvider) => {
    provider = each;
  };
  new Unicode11Addon().activate({ unicode: { register } } as unknown as Terminal);
  if (!provider) throw new Error('the Unicode add-on registers no provider');
  return provider;
}
