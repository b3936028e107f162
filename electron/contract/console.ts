import { z } from 'zod';

export const consoleOpenInputSchema = z.object({
  agentId: z.string(),
  columns: z.number().int().min(1).max(1000),
  rows: z.number().int().min(1).max(1000),
  /** Empty: bash where the image has it, else sh. */
  command: z.array(z.string()).default([]),
});
/** Sent by the window into an open console. */
export const consoleInputSchema = z.union([
  z.object({ type: z.literal('data'), bytes: z.instanceof(Uint8Array) }),
  z.object({ type: z.literal('resize'), columns: z.number().int(), rows: z.number().int() }),
]);
export const consoleResultSchema = z.object({
  /** null when the exec vanished with its container. */
  exitCode: z.number().nullable(),
});
