import { z } from 'zod';
import { decisionSchema } from './egress.ts';

/** One of the requests that a card stands for. */
export const askedRequestSchema = z.object({
  kind: decisionSchema.shape.kind,
  method: z.string().optional(),
  path: z.string().optional(),
});
export type AskedRequest = z.infer<typeof askedRequestSchema>;

/** A host that an agent wanted to reach and could not, for a person to decide about. */
export const askCardSchema = z.object({
  id: z.string(),
  agentId: z.string(),
  host: z.string(),
  port: z.number().int(),
  /** Of the newest block. */
  reason: decisionSchema.shape.reason,
  /** A few of them, the newest first; alike ones are listed once. */
  requests: z.array(askedRequestSchema),
  count: z.number().int().positive(),
  /** Epoch ms. */
  firstTime: z.number(),
  lastTime: z.number(),
  /** What asked, such as "curl" or "node npm-cli.js": as the agent itself tells, where it could be found out. */
  program: z.string().optional(),
  /** Requests that wait for an answer. */
  held: z
    .object({
      count: z.number().int().positive(),
      /** When the first of them is refused (epoch ms by the engine host's clock). */
      until: z.number(),
    })
    .optional(),
});
export type AskCard = z.infer<typeof askCardSchema>;

export const agentAsksSchema = z.object({
  agentId: z.string(),
  /** The newest first. */
  cards: z.array(askCardSchema),
  /** Hosts whose cards gave way to newer ones: an agent can make up any number of names. */
  leftOut: z.number().int(),
});
export type AgentAsks = z.infer<typeof agentAsksSchema>;
