import { killed } from './harness/faults.ts';
import { testLosses } from './harness/test-losses.ts';
import { restore, saveSnapshot } from './subjects/snapshots.ts';

testLosses('saves and restores all of a snapshot or nothing of it', [saveSnapshot, restore], killed);
