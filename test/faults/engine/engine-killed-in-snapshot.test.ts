import { engineKilled } from '../harness/engine-faults.ts';
import { testLosses } from '../harness/test-losses.ts';
import { snapshotSubjects } from '../subjects/all.ts';

testLosses('survives the death of the engine', snapshotSubjects, [engineKilled]);
