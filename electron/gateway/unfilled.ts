import type { SecretBinding } from '../contract/egress.ts';
import type { Flow } from './flow.ts';
import type { Rewriter } from './pump.ts';
import { placeholderForms } from './written-forms.ts';

const NOTHING = Buffer.alloc(0);

/**
 * Records on the flow which placeholders the outgoing body holds, because bodies are never filled. The body passes
 * unchanged. Undefined when there is nothing to search for.
 */
export function noteUnfilled(bindings: readonly SecretBinding[], flow: Flow): Rewriter | undefined {
  if (bindings.length === 0) return undefined;
  const sought = bindings.map(({ placeholder, name }) => ({ name, forms: placeholderForms(placeholder) }));
  const longest = Math.max(...sought.flatMap(({ forms }) => forms.map(({ length }) => length)));
  let before = NOTHING;
  return {
    push: (bytes) => {
      const seen = before.length === 0 ? bytes : Buffer.concat([before, bytes]);
      for (const { forms, name } of sought)
        if (!flow.unfilledNames.has(name) && forms.some((form) => seen.includes(form)))
          flow.unfilledNames.add(name);
      before = Buffer.from(seen.subarray(Math.max(0, seen.length - longest + 1)));
      return bytes;
    },
    end: () => NOTHING,
  };
}
