import { z } from 'zod';
import { archiveInboundSchema, archivePathSchema, archiveStatSchema } from '../archive.ts';
import { nothing } from './inputs.ts';

export const archiveCalls = {
  /** What is at a path in an agent, also while it is stopped. */
  'archive.stat': { input: archivePathSchema, output: archiveStatSchema },
} as const;

export const archiveStreams = {
  /** A tar of a path in an agent, as the engine makes it: its names begin with the path’s last part. */
  'archive.read': {
    input: archivePathSchema,
    item: z.instanceof(Uint8Array),
    inbound: z.never(),
    result: nothing,
  },
  /** Unpacks the tar that follows into a folder of an agent. Rejects when the engine refuses it. */
  'archive.write': {
    input: archivePathSchema,
    item: z.never(),
    inbound: archiveInboundSchema,
    result: nothing,
  },
} as const;
