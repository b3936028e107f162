import { engineKilled } from '../harness/engine-faults.ts';
import { testLosses } from '../harness/test-losses.ts';
import { allSubjects } from '../subjects/all.ts';

testLosses('survives the death of the engine', allSubjects, [engineKilled]);
