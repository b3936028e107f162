import { killed, killedAtFiles } from './harness/faults.ts';
import { testLosses } from './harness/test-losses.ts';
import { apply, undo } from './subjects/apply.ts';

testLosses('changes all files of a folder or none', [apply, undo], [...killed, ...killedAtFiles]);
