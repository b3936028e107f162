import fc from 'fast-check';

// The same cases in every run: a test that fails on one machine fails on all. To look for new ones, set another seed.
fc.configureGlobal({ seed: Number(process.env.BULKHEAD_TEST_SEED ?? 20_261_121) });
