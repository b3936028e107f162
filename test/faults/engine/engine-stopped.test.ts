import { engineStopped, engineStoppedForMinute } from '../harness/engine-faults.ts';
import { testLosses } from '../harness/test-losses.ts';
import { allSubjects } from '../subjects/all.ts';

testLosses('survives an engine that stops answering', allSubjects, [engineStoppedForMinute, engineStopped]);
