import { z } from 'zod';
import { agentPolicySchema, decisionSchema } from './egress.ts';
import { egressModeSchema } from './egress-mode.ts';
import { tokenSetSchema } from './token-set.ts';
import { upstreamProxiesSchema } from './upstream-proxy.ts';

/**
 * The control protocol between the engine host and the gateway: JSON lines over the container's attached stdin and
 * stdout. The engine host numbers its messages with `seq`; the gateway answers each with exactly one message that
 * carries the same `seq` (`ready`, `applied`, `pong` or `error`).
 */
export const CONTROL_VERSION = 1;
/** Longer lines are discarded with an error. A policy of 5,000 rules is about 1 MiB. */
export const CONTROL_LINE_LIMIT_BYTES = 4 * 1024 * 1024;

const seq = z.number().int().nonnegative();
const id = z.string().min(1).max(200);

/** The value of a secret: not empty, one line, at most 64 KiB. */
export const secretValueSchema = z
  .string()
  .min(1, 'The secret is empty.')
  .max(65_536, 'The secret is longer than 64 KiB.')
  .regex(/^[\x20-\x7e]*$/, 'The secret has a line break or a character that no header may carry.');

/** 32 bytes in base64. */
const sealKeySchema = z.string().regex(/^[A-Za-z0-9+/]{43}=$/);

export const controlCommandSchema = z.discriminatedUnion('type', [
  /** First message after attaching. Records after `afterSeq` that are still kept are sent again; -1 means all. */
  z.object({
    type: z.literal('hello'),
    seq,
    version: z.number().int(),
    afterSeq: z.number().int().min(-1).optional(),
  }),
  /** `now` is the sender's clock (epoch ms): rules expire by it, however the gateway's own clock is set. */
  z.object({ type: z.literal('set-policy'), seq, now: z.number().int(), policy: agentPolicySchema }),
  z.object({ type: z.literal('remove-agent'), seq, agentId: id }),
  z.object({ type: z.literal('set-secret'), seq, secretId: id, value: secretValueSchema }),
  /**
   * The tokens of an account. A gateway that has renewed them itself keeps its own, and sends those again. `sealKey` (32
   * bytes, base64) encrypts renewed tokens on their way back: the engine writes this program's output to a log.
   */
  z.object({
    type: z.literal('set-tokens'),
    seq,
    secretId: id,
    tokens: tokenSetSchema,
    sealKey: sealKeySchema,
  }),
  z.object({ type: z.literal('remove-secret'), seq, secretId: id }),
  /** The installation's certificate authority, and further certificates that upstream servers may be signed by. */
  z.object({
    type: z.literal('set-ca'),
    seq,
    certificatePem: z.string().max(65_536),
    privateKeyPem: z.string().max(65_536),
    extraRootsPem: z
      .string()
      .max(2 * 1024 * 1024)
      .optional(),
  }),
  /** The proxies between the gateway and the internet, with their passwords; none until the first of these. */
  z.object({ type: z.literal('set-proxies'), seq, proxies: upstreamProxiesSchema }),
  /** The answer to a held request. */
  z.object({ type: z.literal('answer'), seq, askId: id, allow: z.boolean() }),
  z.object({ type: z.literal('ping'), seq }),
]);
export type ControlCommand = z.infer<typeof controlCommandSchema>;
export type ControlCommandInput = z.input<typeof controlCommandSchema>;

export const gatewayStatsSchema = z.object({
  uptimeMs: z.number(),
  residentMemoryBytes: z.number(),
  /** Unexpected errors survived since the start; anything but 0 is a bug worth reporting. */
  faults: z.number().int(),
  agents: z.array(
    z.object({
      agentId: z.string(),
      mode: egressModeSchema,
      openFlows: z.number().int(),
      heldRequests: z.number().int(),
      /** False when the name server of this agent could not be opened: names still do not resolve, only slower. */
      dnsReady: z.boolean(),
    }),
  ),
  /** Which secrets have a value in memory. */
  secretIds: z.array(z.string()),
  caReady: z.boolean(),
});
export type GatewayStats = z.infer<typeof gatewayStatsSchema>;

/** A request that waits for a person. */
export const askSchema = z.object({
  askId: z.string(),
  agentId: z.string(),
  kind: z.enum(['http', 'tunnel', 'websocket']),
  method: z.string().optional(),
  host: z.string(),
  port: z.number().int(),
  path: z.string().optional(),
  reason: decisionSchema.shape.reason,
  sourcePort: decisionSchema.shape.sourcePort,
  /** How long the gateway waits. */
  holdMs: z.number().int(),
});
export type Ask = z.infer<typeof askSchema>;

export const controlErrorCodeSchema = z.enum([
  'malformed',
  'too-long',
  'invalid',
  'version-mismatch',
  'address-unavailable',
  'address-in-use',
  'certificate-invalid',
  'unknown-ask',
  'internal',
]);
export type ControlErrorCode = z.infer<typeof controlErrorCodeSchema>;

export const gatewayMessageSchema = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('ready'),
    /** Absent in the greeting that the gateway sends by itself when it starts. */
    seq: seq.optional(),
    version: z.number().int(),
    /** Differs at every start: a new id means no policy, no secrets and records numbered from 0. */
    instanceId: z.string(),
    /** The newest record's number plus one. */
    nextSeq: seq,
  }),
  /** The command is in force; `closed` counts the flows that it ended. */
  z.object({ type: z.literal('applied'), seq, closed: z.number().int().nonnegative() }),
  z.object({ type: z.literal('decision'), decision: decisionSchema }),
  /** Records that the gateway dropped before they were read. */
  z.object({ type: z.literal('missed'), count: z.number().int().positive() }),
  z.object({ type: z.literal('ask'), ask: askSchema }),
  /** A held request needs no answer any more (answered, timed out, given up by the agent, or settled by a policy). */
  z.object({ type: z.literal('ask-closed'), askId: z.string() }),
  /** An account's tokens were renewed. Sealed with the key of `set-tokens`: see `lib/sealed.ts`. */
  z.object({ type: z.literal('tokens-renewed'), secretId: z.string(), sealed: z.string() }),
  z.object({ type: z.literal('pong'), seq, stats: gatewayStatsSchema }),
  /** With `seq`: that command was refused and changed nothing. Without `seq`: another error. */
  z.object({
    type: z.literal('error'),
    seq: seq.optional(),
    code: controlErrorCodeSchema,
    message: z.string(),
  }),
]);
export type GatewayMessage = z.infer<typeof gatewayMessageSchema>;
