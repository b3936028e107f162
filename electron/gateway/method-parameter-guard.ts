import { percentDecoded } from './percent-decoded.ts';
import type { Rewriter } from './pump.ts';

const NOTHING = Buffer.alloc(0);
/** The length of the longest spelling of the parameter's name with its prefix. */
const OVERLAP_BYTES = 64;
/** The prefixes in a form, in a part of a multipart form, and in JSON. */
const NAMED = /[&;][_ .+[]method=|name\s*=\s*"?[_ .[]method["\s;]|"_method"\s*:/i;

/**
 * Forwards a body until it overrides the request's method, and then stops: a server does not act on a request whose
 * body never ends. `onOverride` is called once.
 */
export function guardMethodParameter(onOverride: () => void): Rewriter {
  // The first parameter of a form gets the separator that other parameters have.
  let previous = '&';
  let overridden = false;
  return {
    push: (bytes) => {
      if (overridden) return NOTHING;
      const text = previous + bytes.toString('latin1');
      const decoded = percentDecoded(text).replace(/\\u00([0-9a-f]{2})/gi, (_code, hex: string) =>
        String.fromCharCode(Number.parseInt(hex, 16)),
      );
      overridden = NAMED.test(decoded) || NAMED.test(text);
      if (overridden) onOverride();
      previous = text.slice(-OVERLAP_BYTES);
      return overridden ? NOTHING : bytes;
    },
    end: () => NOTHING,
  };
}
