import { engineStopped, engineStoppedForMinute } from '../harness/engine-faults.ts';
import { testLosses } from '../harness/test-losses.ts';
import { otherSubjects } from '../subjects/all.ts';

testLosses('survives an engine that stops answering', otherSubjects, [engineStoppedForMinute, engineStopped]);
