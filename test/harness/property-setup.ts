import fc from 'fast-check';

// Every run has the same cases, so that a test that fails on one machine fails on all. Another seed finds new cases.
fc.configureGlobal({ seed: Number(process.env.BULKHEAD_TEST_SEED ?? 20_261_121) });
