import { z } from 'zod';

/** What the tray icon shows. */
export const trayStateSchema = z.object({
  running: z.number().int(),
  /** Running agents whose egress is not Off. */
  online: z.number().int(),
  /** What waits for an answer, with the agent that it is about; null: no agent. */
  waiting: z.array(z.object({ agentId: z.string().nullable(), text: z.string().max(300) })).max(100),
});
export type TrayState = z.infer<typeof trayStateSchema>;
