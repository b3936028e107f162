import { z } from 'zod';
import { decisionSchema } from './egress.ts';

/** One of the requests that a card stands for. */
export const askedRequestSchema = z.object({
  kind: decisionSchema.shape.kind,
  method: z.string().optional(),
  path: z.string().optional(),
});
export type AskedRequest = z.infer<typeof askedRequestSchema>;

/** A blocked host of an agent, on which a person decides. */
export const askCardSchema = z.object({
  id: z.string(),
  agentId: z.string(),
  host: z.string(),
  port: z.number().int(),
  /** The reason of the newest block. */
  reason: decisionSchema.shape.reason,
  /** A few of the requests, the newest first; equal requests are listed once. */
  requests: z.array(askedRequestSchema),
  count: z.number().int().positive(),
  /** Epoch ms. */
  firstTime: z.number(),
  lastTime: z.number(),
  /** The program that sent the request ("curl", "node npm-cli.js"), when known. The agent reports it, so it can be false. */
  program: z.string().optional(),
  /** Requests that wait for an answer. */
  held: z
    .object({
      count: z.number().int().positive(),
      /** When the gateway refuses the first of them (epoch ms by the engine host's clock). */
      until: z.number(),
    })
    .optional(),
});
export type AskCard = z.infer<typeof askCardSchema>;

export const agentAsksSchema = z.object({
  agentId: z.string(),
  /** The newest first. */
  cards: z.array(askCardSchema),
  /** Hosts whose cards were replaced by newer ones, because an agent can invent any number of names. */
  leftOut: z.number().int(),
  /** Hosts that no card is made for, as entries of an allowlist, until the engine host ends. */
  muted: z.array(z.string()).default([]),
});
export type AgentAsks = z.infer<typeof agentAsksSchema>;
