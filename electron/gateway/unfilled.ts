import type { SecretBinding } from '../contract/egress.ts';
import type { Flow } from './flow.ts';
import type { Rewriter } from './pump.ts';

const NOTHING = Buffer.alloc(0);

/**
 * Records on the flow which placeholders the outgoing body holds, because bodies are never filled. The body passes
 * unchanged. Undefined when there is nothing to search for.
 */
export function noteUnfilled(bindings: readonly SecretBinding[], flow: Flow): Rewriter | undefined {
  if (bindings.length === 0) return undefined;
  const longest = Math.max(...bindings.map(({ placeholder }) => placeholder.length));
  let before = NOTHING;
  return {
    push: (bytes) => {
      const seen = before.length === 0 ? bytes : Buffer.concat([before, bytes]);
      for (const { placeholder, name } of bindings)
        if (seen.includes(placeholder)) flow.unfilledNames.add(name);
      before = Buffer.from(seen.subarray(Math.max(0, seen.length - longest + 1)));
      return bytes;
    },
    end: () => NOTHING,
  };
}
