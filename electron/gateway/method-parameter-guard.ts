import { percentDecoded } from './percent-decoded.ts';
import type { Rewriter } from './pump.ts';

const NOTHING = Buffer.alloc(0);
/** As long as the longest way to write the parameter's name with what stands before it. */
const OVERLAP_BYTES = 64;
/** In a form, in a part of a multipart form, and in JSON. */
const NAMED = /[&;][_ .+[]method=|name\s*=\s*"?[_ .[]method["\s;]|"_method"\s*:/i;

/**
 * Lets a body pass until it names another method for the request, and then nothing more: a server does not act on a
 * request whose body never ends. `onFound` is called once.
 */
export function guardMethodParameter(onFound: () => void): Rewriter {
  // What stands before the first parameter of a form.
  let before = '&';
  let found = false;
  return {
    push: (bytes) => {
      if (found) return NOTHING;
      const text = before + bytes.toString('latin1');
      const decoded = percentDecoded(text).replace(/\\u00([0-9a-f]{2})/gi, (_code, hex: string) =>
        String.fromCharCode(Number.parseInt(hex, 16)),
      );
      found = NAMED.test(decoded) || NAMED.test(text);
      if (found) onFound();
      before = text.slice(-OVERLAP_BYTES);
      return found ? NOTHING : bytes;
    },
    end: () => NOTHING,
  };
}
