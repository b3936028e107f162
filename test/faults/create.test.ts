import { killed } from './harness/faults.ts';
import { testLosses } from './harness/test-losses.ts';
import { create, createCopy } from './subjects/creation.ts';

testLosses('creates an agent whole or not at all', [create, createCopy], killed);
