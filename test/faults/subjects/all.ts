import { apply, undo } from './apply.ts';
import { create, createCopy } from './creation.ts';
import { policyChanges } from './policy.ts';
import { recreate, remove } from './recreation.ts';
import { restore, saveSnapshot } from './snapshots.ts';

/** Every operation that is tested with faults. The removal comes last, because the others use one agent. */
export const allSubjects = [
  create,
  createCopy,
  recreate,
  saveSnapshot,
  restore,
  apply,
  undo,
  ...policyChanges,
  remove,
];
