import type { Flow } from './flow.ts';
import type { Gate } from './gate.ts';
import { holdsParameters } from './method-override.ts';
import { guardMethodParameter } from './method-parameter-guard.ts';
import { combined, type Rewriter } from './pump.ts';
import type { Refusal } from './refusal.ts';
import { noteUnfilled } from './unfilled.ts';
import type { ReadyRequest } from './upstream-request.ts';

/**
 * What the body of a request passes through; undefined when nothing has to look at it. A body that overrides the method
 * is not forwarded from there on, so that the server does not act on the part that it has: `refuse` gets the answer.
 */
export function requestFilter(
  ready: ReadyRequest,
  gate: Gate,
  flow: Flow,
  refuse: (refusal: Refusal) => void,
): Rewriter | undefined {
  return combined([
    noteUnfilled(gate.policy.secrets, flow),
    mayNameMethod(ready, gate)
      ? guardMethodParameter(() => refuse(gate.refuseFlow(flow, 'method-override')))
      : undefined,
  ]);
}

/** Whether the body could override the method of the request with one that no rule allows. */
function mayNameMethod({ head }: ReadyRequest, gate: Gate): boolean {
  const { host, port } = head.authority;
  return holdsParameters(head.headers) && gate.decidesByMethod(host, port);
}
