import fc from 'fast-check';

/**
 * How many cases a property test of hostile input tries: few in ordinary runs, because all of them together must not
 * hold up the unit tests, and as many as BULKHEAD_PROPERTY_RUNS says when it is set.
 */
export function propertyRuns(few: number): number {
  return Number(process.env.BULKHEAD_PROPERTY_RUNS ?? few);
}

// Every run has the same cases, so that a test that fails on one machine fails on all. Another seed finds new cases.
fc.configureGlobal({ seed: Number(process.env.BULKHEAD_TEST_SEED ?? 20_261_121) });
