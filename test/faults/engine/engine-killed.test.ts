import { engineKilled } from '../harness/engine-faults.ts';
import { testLosses } from '../harness/test-losses.ts';
import { otherSubjects } from '../subjects/all.ts';

testLosses('survives the death of the engine', otherSubjects, [engineKilled]);
