import { engineStopped, engineStoppedForMinute } from '../harness/engine-faults.ts';
import { testLosses } from '../harness/test-losses.ts';
import { snapshotSubjects } from '../subjects/all.ts';

testLosses('survives an engine that stops answering', snapshotSubjects, [
  engineStoppedForMinute,
  engineStopped,
]);
