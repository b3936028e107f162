import { describe } from 'vitest';
import { hostKilledAfter } from '../faults/harness/faults.ts';
import { testLosses } from '../faults/harness/test-losses.ts';
import { apply } from '../faults/subjects/apply.ts';
import { create } from '../faults/subjects/creation.ts';
import { policyChanges } from '../faults/subjects/policy.ts';
import { testEngine } from '../harness/engine/engine.ts';

// A sample of `npm run test:faults`. It removes every agent of the engine, so it needs one of the tests' own.
describe.runIf(testEngine().isPrivate)('an engine host that is killed', () => {
  testLosses('loses nothing', [create, apply, ...policyChanges.slice(0, 1)], [hostKilledAfter], {
    atMost: 2,
  });
});
