import { z } from 'zod';

export const archivePathSchema = z.object({
  agentId: z.string(),
  path: z
    .string()
    .max(4_000)
    .regex(/^\/[^\0]*$/, 'A path inside an agent begins with “/”.'),
});

export const archiveStatSchema = z.object({
  /** null when nothing is there. A final symlink is not followed. */
  entry: z
    .object({
      kind: z.enum(['file', 'directory', 'symlink', 'other']),
      sizeBytes: z.number(),
      /** Target of a symlink as it is written, else empty. */
      target: z.string(),
    })
    .nullable(),
  /** Numbers of the user that the agent’s programs run as, to whom what is copied into it belongs. */
  owner: z.object({ uid: z.number(), gid: z.number() }),
});
export type ArchiveStat = z.infer<typeof archiveStatSchema>;

export const archiveInboundSchema = z.union([
  z.object({ type: z.literal('data'), bytes: z.instanceof(Uint8Array) }),
  z.object({ type: z.literal('end') }),
]);
