import { killed } from './harness/faults.ts';
import { testLosses } from './harness/test-losses.ts';
import { recreate, remove } from './subjects/recreation.ts';

testLosses('recreates and removes an agent without loss', [recreate, remove], killed);
