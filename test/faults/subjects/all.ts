import { apply, undo } from './apply.ts';
import { create, createCopy } from './creation.ts';
import { policyChanges } from './policy.ts';
import { recreate, remove } from './recreation.ts';
import { restore, saveSnapshot } from './snapshots.ts';

/** The operations with the most steps, which get a worker of their own. */
export const snapshotSubjects = [saveSnapshot, restore];

/** Every other operation that is tested with faults. The removal comes last, because the others use one agent. */
export const otherSubjects = [create, createCopy, recreate, apply, undo, ...policyChanges, remove];

export const allSubjects = [...snapshotSubjects, ...otherSubjects];
