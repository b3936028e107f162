import { killed } from './harness/faults.ts';
import { testLosses } from './harness/test-losses.ts';
import { policyChanges } from './subjects/policy.ts';

testLosses('never lets more out than is shown', policyChanges, killed);
