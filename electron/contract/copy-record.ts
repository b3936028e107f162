import { z } from 'zod';
import { copySourceSchema } from './agent-spec.ts';

/** Metadata of a private copy, stored with its baseline. */
export const copyRecordSchema = z.object({
  version: z.literal(1),
  source: copySourceSchema,
  /** When the copy began, ms since the epoch. */
  copiedAt: z.number(),
  files: z.number().int(),
  bytes: z.number(),
  /** The commit of the copied repository, or of the copied folder's repository; absent without one. */
  commit: z.string().optional(),
  /** The branch that was checked out there. */
  branch: z.string().optional(),
  /** What git tracks and was left out, because the agent does not see it. */
  hidden: z.array(z.string()).default([]),
  /** Paths that changed on the host while they were copied, printable; at most 100 of them. */
  changedMeanwhile: z.array(z.string()).default([]),
  /** For a person: sockets and devices left out, LFS pointers, submodules… */
  notes: z.array(z.string()).default([]),
});
export type CopyRecord = z.infer<typeof copyRecordSchema>;
