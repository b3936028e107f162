import { engineSlow } from '../harness/engine-faults.ts';
import { testLosses } from '../harness/test-losses.ts';
import { allSubjects } from '../subjects/all.ts';

testLosses('is done on a slow engine', allSubjects, [engineSlow]);
