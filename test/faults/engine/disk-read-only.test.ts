import { engineReadOnly } from '../harness/engine-faults.ts';
import { testLosses } from '../harness/test-losses.ts';
import { allSubjects } from '../subjects/all.ts';
import { undo } from '../subjects/apply.ts';

testLosses(
  'survives a disk of the engine that can only be read',
  // An undo writes nothing on the engine.
  allSubjects.filter((subject) => subject !== undo),
  [engineReadOnly],
);
