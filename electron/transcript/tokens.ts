import type { TokenUsage } from '../contract/transcript.ts';

export const NO_TOKENS: TokenUsage = { input: 0, output: 0, cacheRead: 0, cacheWrite: 0 };

export function addTokens(a: TokenUsage, b: TokenUsage): TokenUsage {
  return combined(a, b, (one, other) => Math.min(one + other, Number.MAX_SAFE_INTEGER));
}

/** What `total` has more than `counted`. */
export function tokensBeyond(total: TokenUsage, counted: TokenUsage): TokenUsage {
  return combined(total, counted, (one, other) => Math.max(0, one - other));
}

export function isNoTokens({ input, output, cacheRead, cacheWrite }: TokenUsage): boolean {
  return input + output + cacheRead + cacheWrite === 0;
}

function combined(a: TokenUsage, b: TokenUsage, of: (one: number, other: number) => number): TokenUsage {
  return {
    input: of(a.input, b.input),
    output: of(a.output, b.output),
    cacheRead: of(a.cacheRead, b.cacheRead),
    cacheWrite: of(a.cacheWrite, b.cacheWrite),
  };
}
