import type { Readable } from 'node:stream';
import type { Flow } from '../flow.ts';
import type { Gate } from '../gate.ts';
import type { Route } from '../proxy/route.ts';
import { failureFor, type Refusal } from '../refusal.ts';
import type { RequestHead } from '../request-head.ts';
import { readBody } from '../signed-request.ts';
import { renewalAsked, renewalsAt } from './renewal-request.ts';

/** A request that renews an account has a few KiB. */
const BODY_LIMIT_BYTES = 64 * 1024;

/** What became of a request that could renew an account. `other`: it does not, and goes on with the body that was read. */
export type RenewalStep =
  | { readonly kind: 'other'; readonly bufferedBody?: readonly Buffer[] }
  | { readonly kind: 'malformed' }
  | { readonly kind: 'answered'; readonly answer: Refusal };

/**
 * Answers a request for new tokens of one of the agent's accounts, with placeholders in their place. Reads no body of any
 * other host and path. Names the account in the flow's record, and ends the flow when there is an answer.
 */
export async function serveRenewal(
  gate: Gate,
  request: Readable,
  head: RequestHead,
  route: Route,
  flow: Flow,
): Promise<RenewalStep> {
  const candidates = renewalsAt(gate.policy.renewals, head);
  if (candidates.length === 0) return { kind: 'other' };
  const { renewals, environment } = gate.services;
  const bounds = { memory: flow.memory, timeoutMs: environment.clientTimeoutMs };
  const bufferedBody = await readBody(request, bounds, BODY_LIMIT_BYTES);
  if (bufferedBody === undefined) return { kind: 'malformed' };
  const body = Buffer.concat([...bufferedBody]).toString('utf8');
  const asked = renewalAsked(candidates, body, head.headers);
  if (asked === undefined) return { kind: 'other', bufferedBody };
  flow.secretNames = [asked.renewal.name];
  flow.secretIds = [asked.renewal.secretId];
  const outcome = await renewals.renew({ ...asked, head, route });
  if (outcome === 'unavailable') {
    const answer = gate.refuseFlow(flow, 'secret-unavailable', asked.renewal.name);
    return { kind: 'answered', answer };
  }
  if ('failed' in outcome) {
    const refusal = failureFor(head.authority, outcome.failed);
    flow.status = refusal.status;
    flow.end(outcome.failed);
    return { kind: 'answered', answer: refusal };
  }
  flow.status = outcome.status;
  flow.count = () => ({ up: body.length, down: outcome.body.length });
  flow.end();
  return { kind: 'answered', answer: outcome };
}
