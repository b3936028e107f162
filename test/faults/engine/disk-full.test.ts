import { type SmallEngine, startSmallEngine } from '../../harness/engine/small-engine.ts';
import { keepSecrets } from '../harness/agents.ts';
import { engineDiskFull } from '../harness/engine-faults.ts';
import { testLosses } from '../harness/test-losses.ts';
import { World } from '../harness/world.ts';
import { allSubjects } from '../subjects/all.ts';
import { undo } from '../subjects/apply.ts';

let disk: SmallEngine;

testLosses(
  'survives a full disk of the engine',
  // An undo writes nothing on the engine.
  allSubjects.filter((subject) => subject !== undo),
  [engineDiskFull(() => disk)],
  {
    async open(scope) {
      disk = await startSmallEngine('faults-disk');
      scope.add(() => disk.stop());
      return await World.open(scope, { keep: keepSecrets });
    },
  },
);
