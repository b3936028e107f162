import { createHash } from 'node:crypto';
import { z } from 'zod';
import { apiCallSchema } from '../../../contract/api-call.ts';
import { decisionSchema } from '../../../contract/egress.ts';

/** The hash before the first line of a chain. */
export const GENESIS = '0'.repeat(64);

const at = z.number();
export const auditRecordSchema = z.discriminatedUnion('type', [
  /** A decision of the gateway. `instance` changes with each start of the gateway, and `seq` restarts at 0. */
  z.object({ type: z.literal('decision'), instance: z.string(), decision: decisionSchema }),
  /** From here on another gateway decides; decisions that the previous one had not sent are missing. */
  z.object({ type: z.literal('gateway'), at, instance: z.string() }),
  /** Decisions that were made and could not be recorded. */
  z.object({ type: z.literal('missed'), at, instance: z.string(), count: z.number().int() }),
  /** The oldest file was removed; these are its records of the chain, and the decisions among them (epoch ms). */
  z.object({
    type: z.literal('rotated'),
    first: z.number().int(),
    last: z.number().int(),
    agents: z.array(
      z.object({
        agentId: z.string(),
        decisions: z.number().int(),
        from: z.number(),
        to: z.number(),
      }),
    ),
  }),
  /** A call of the HTTP API, in the chain of these calls. */
  z.object({ type: z.literal('call'), call: apiCallSchema }),
  /** The first line of an exported file, which ends with an `end`; without an agent for calls of the HTTP API. */
  z.object({ type: z.literal('export'), at, agentId: z.string().optional() }),
  z.object({ type: z.literal('end'), at }),
]);
export type AuditRecord = z.infer<typeof auditRecordSchema>;

/** The end of a chain: the number and hash of its last line. */
export interface ChainHead {
  n: number;
  hash: string;
}
export const EMPTY_CHAIN: ChainHead = { n: -1, hash: GENESIS };

/**
 * The next line of the chain, with its line break: `{"hash":H,"prev":P,"n":N,"record":R}`. H is the SHA-256 of the
 * line's own text after `{"hash":"…",`, so that verification needs no canonical form of JSON.
 */
export function chainLine(head: ChainHead, record: AuditRecord): { line: string; head: ChainHead } {
  const n = head.n + 1;
  const body = `"prev":"${head.hash}","n":${n},"record":${JSON.stringify(record)}}`;
  const hash = hashOf(body);
  return { line: `{"hash":"${hash}",${body}\n`, head: { n, hash } };
}

/** Parses a line without its line break; undefined when it is no line of a chain or was changed. */
export function readChainLine(line: string): { head: ChainHead; record: AuditRecord } | undefined {
  const match = /^\{"hash":"([0-9a-f]{64})",("prev":"[0-9a-f]{64}","n":(\d+),"record":(.*)\})$/s.exec(line);
  const [, hash, body, n, json] = match ?? [];
  if (hash === undefined || body === undefined || json === undefined || hashOf(body) !== hash)
    return undefined;
  const record = auditRecordSchema.safeParse(parsed(json));
  return record.success ? { head: { n: Number(n), hash }, record: record.data } : undefined;
}

/** Undefined for text that is not JSON: anyone who can write to the file can give any line a matching hash. */
function parsed(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}

/** The end of the chain that a line claims, even if the line was changed, so that the following lines stay linked. */
export function headOf(line: string): ChainHead | undefined {
  const match = /^\{"hash":"([0-9a-f]{64})","prev":"[0-9a-f]{64}","n":(\d+),/.exec(line);
  return match?.[1] === undefined ? undefined : { hash: match[1], n: Number(match[2]) };
}

function hashOf(body: string): string {
  return createHash('sha256').update(body).digest('hex');
}
