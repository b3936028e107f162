import { appKilled } from '../harness/faults.ts';
import { openApp } from '../harness/packaged-app.ts';
import { testLosses } from '../harness/test-losses.ts';
import { World } from '../harness/world.ts';
import { allSubjects } from '../subjects/all.ts';

testLosses('survives the death of the whole app', allSubjects, [appKilled], {
  open: (scope) => World.open(scope, { install: openApp }),
});
