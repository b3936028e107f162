import { z } from 'zod';
import {
  differenceSchema,
  postureSchema,
  probeResultSchema,
  verificationReportSchema,
  verificationStateSchema,
  verificationSummarySchema,
} from '../isolation.ts';
import { agentId, nothing, saveTo } from './inputs.ts';

export const isolationCalls = {
  'agent.posture': { input: agentId, output: postureSchema },
  /** The newest report of `isolation.verify`; null when the agent was never verified. */
  'isolation.last-report': { input: agentId, output: verificationReportSchema.nullable() },
  /** By agent id; agents that were never verified are missing. */
  'verification.list': { input: nothing, output: z.record(z.string(), verificationStateSchema) },
  /** The newest first. */
  'verification.history': { input: agentId, output: z.array(verificationSummarySchema) },
  'verification.report': {
    input: z.object({ agentId: z.string(), startedAt: z.number() }),
    output: verificationReportSchema,
  },
  /** As JSON where the chosen file ends in ".json", else as a page to read. */
  'verification.export': {
    input: saveTo.extend({ startedAt: z.number() }),
    output: z.object({ path: z.string() }),
  },
  /** By agent id; agents that equal their settings are missing. */
  'drift.list': { input: nothing, output: z.record(z.string(), z.array(differenceSchema)) },
  /** Repairs the present container; with `recreate`, the returned operation repairs the rest in a new container. */
  'drift.restore': {
    input: z.object({ agentId: z.string(), recreate: z.boolean() }),
    output: z.object({ operationId: z.string().nullable() }),
  },
} as const;

export const isolationEvents = {
  'verification.changed': z.object({ agentId: z.string(), state: verificationStateSchema }),
  'drift.changed': z.object({ agentId: z.string(), differences: z.array(differenceSchema) }),
} as const;

export const isolationStreams = {
  /** Runs the probes inside the agent; each item is one probe's verdict. Closing the stream cancels. */
  'isolation.verify': {
    input: agentId,
    item: probeResultSchema,
    inbound: z.never(),
    result: verificationReportSchema,
  },
} as const;
