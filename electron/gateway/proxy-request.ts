import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Duplex, Readable } from 'node:stream';
import type { DecisionReason, FlowError } from '../contract/egress.ts';
import { applyCredentials, type UsedSecret, unfilledIn } from './credentials.ts';
import { serviceAddress } from './decide.ts';
import { answer, carryRequest } from './exchange.ts';
import type { Flow, FlowFacts, FlowKind } from './flow.ts';
import type { Gate } from './gate.ts';
import { uncompressed } from './headers.ts';
import { COST_BYTES } from './memory-budget.ts';
import { type Reading, readingsOf } from './method-override.ts';
import { type RenewalStep, serveRenewal } from './oauth/serve-renewal.ts';
import { answerAndClose, failureFor, type Refusal, rawResponse, refusalFor } from './refusal.ts';
import { type RequestFields, type RequestHead, readRequestHead } from './request-head.ts';
import { signRequest } from './signed-request.ts';
import type { TunnelContext } from './tunnel.ts';
import type { ReadyRequest } from './upstream-request.ts';
import { carryWebSocket } from './websocket.ts';

/** The way of a request: directly to the proxy, or through an intercepted tunnel. */
export interface RequestOrigin {
  readonly tunnel: TunnelContext | undefined;
  /** The agent's side uses TLS, so the server's side does too. */
  readonly secure: boolean;
}

/** The agent's end of a request: a connection, or a stream of one. */
export interface RequestEnd {
  readonly isGone: boolean;
  /** Calls `listener` when nobody waits for the answer any more, also when that is so already. Returns how to stop. */
  onAbandoned(listener: () => void): () => void;
  /** Ends it at once. */
  cut(): void;
}

/** Sends a refusal or failure to the agent, and continues the request when it is allowed. */
export interface Carrier {
  readonly kind: FlowKind;
  readonly fields: RequestFields;
  /** The request's body, for a signature over it. */
  readonly body: Readable;
  readonly end: RequestEnd;
  /** The agent's port of the connection. */
  readonly sourcePort: number | undefined;
  /** The memory of the exchange besides what waits for a slow reader. */
  readonly costBytes: number;
  answer(refusal: Refusal): void;
  /** Requests the body, which a client may hold back until then (RFC 9110 section 10.1.1). */
  invite(): void;
  go(ready: ReadyRequest, flow: Flow): void;
}

function connectionEnd(connection: Duplex): RequestEnd {
  return {
    get isGone() {
      return connection.destroyed;
    },
    onAbandoned: (listener) => {
      connection.once('close', listener);
      // Nobody waits for the answer of a person on a connection that may be closed: the request is refused at once.
      connection.once('end', listener);
      if (connection.readableEnded) listener();
      return () => {
        connection.removeListener('close', listener);
        connection.removeListener('end', listener);
      };
    },
    cut: () => connection.destroy(),
  };
}

export async function serveRequest(
  gate: Gate,
  request: IncomingMessage,
  response: ServerResponse,
  origin: RequestOrigin,
): Promise<void> {
  await serve(gate, origin, {
    kind: 'http',
    fields: request,
    body: request,
    end: connectionEnd(request.socket),
    sourcePort: request.socket.remotePort,
    costBytes: COST_BYTES.exchange,
    answer: (refusal) => answer(request, response, refusal),
    invite: () => {
      if (request.headers.expect !== undefined && request.httpVersion === '1.1') response.writeContinue();
    },
    go: (ready, flow) => carryRequest(request, response, ready, gate, flow),
  });
}

/** A request to switch to WebSocket. */
export async function serveUpgrade(
  gate: Gate,
  request: IncomingMessage,
  socket: Duplex,
  head: Buffer,
  origin: RequestOrigin,
): Promise<void> {
  await serve(gate, origin, {
    kind: 'websocket',
    fields: request,
    body: request,
    end: connectionEnd(socket),
    sourcePort: request.socket.remotePort,
    costBytes: COST_BYTES.exchange,
    answer: (refusal) => answerAndClose(socket, rawResponse(refusal)),
    invite: () => undefined,
    go: (ready, flow) => carryWebSocket(socket, head, ready, gate, flow),
  });
}

/** Decides a request, and lets its carrier go on or refuses it: the one way of every protocol. */
export async function serve(gate: Gate, origin: RequestOrigin, carrier: Carrier): Promise<void> {
  const { fields, end } = carrier;
  const tunnel = origin.tunnel && {
    authority: origin.tunnel.authority,
    defaultPort: origin.secure ? 443 : 80,
  };
  const parsed = readRequestHead(fields, tunnel, carrier.kind === 'websocket');
  if (!parsed.ok) {
    const wanted = { ...parsed.shown, method: fields.method ?? '?' };
    return refuse(gate, carrier, {
      agentId: gate.agentId,
      kind: carrier.kind,
      request: wanted,
      reason: parsed.reason,
    });
  }
  const { head } = parsed;
  const abandoned = new AbortController();
  const stopWaiting = end.onAbandoned(() => abandoned.abort(new Error('the agent closed the connection')));
  const sourcePort = origin.tunnel ? origin.tunnel.sourcePort : carrier.sourcePort;
  const wanted = strictestReading(gate, head, sourcePort);
  const verdict = await gate.authorize(
    carrier.kind,
    wanted,
    abandoned.signal,
    origin.tunnel?.answeredUntilMs,
  );
  stopWaiting();
  if (end.isGone) return;
  const rule = 'rule' in verdict ? verdict.rule : undefined;
  const facts: FlowFacts = {
    agentId: gate.agentId,
    kind: carrier.kind,
    request: wanted,
    reason: verdict.reason,
    rule,
  };
  if (!verdict.allowed) return refuse(gate, carrier, facts);
  const service = 'rule' in verdict ? serviceAddress(verdict) : undefined;
  // In clear text a credential is only for a service that the person has named, never for the internet.
  const bindings = origin.secure || service !== undefined ? gate.bindings(head.authority.host) : [];
  const filled = applyCredentials(bindings, (secretId) => gate.services.secrets.get(secretId), head);
  if (!filled.ok) return refuse(gate, carrier, { ...facts, reason: 'secret-unavailable' }, [filled.missing]);
  const flow = gate.open(facts, carrier.costBytes);
  flow.closes(() => end.cut());
  flow.secretNames = filled.used.map((secret) => secret.name);
  flow.secretIds = filled.used.map((secret) => secret.secretId);
  try {
    const destination = await gate.services.destinations.find(head.authority, {
      secure: origin.secure,
      service,
    });
    if (flow.ended) return;
    if (end.isGone) return flow.end('reset');
    if (!destination.ok) {
      if ('failed' in destination) return fail(carrier, flow, destination.failed);
      flow.discard();
      return refuse(gate, carrier, { ...facts, reason: destination.blocked });
    }
    const echoFilter = gate.echoFilter(head.authority.host);
    const completed: RequestHead = { ...head, ...filled.carrier };
    const overridden =
      echoFilter === undefined ? completed : { ...completed, headers: uncompressed(completed.headers) };
    carrier.invite();
    const step: RenewalStep = origin.secure
      ? await serveRenewal(gate, carrier.body, completed, destination.route, flow)
      : { kind: 'other' };
    if (step.kind === 'answered') return carrier.answer(step.answer);
    if (step.kind === 'malformed') {
      flow.discard();
      return refuse(gate, carrier, { ...facts, reason: 'malformed-request' });
    }
    const signed =
      filled.sign === undefined
        ? { head: overridden, ...(step.bufferedBody ? { bufferedBody: step.bufferedBody } : {}) }
        : await signRequest(carrier.body, overridden, filled.sign.reveal(), {
            memory: flow.memory,
            timeoutMs: gate.services.environment.clientTimeoutMs,
          });
    if (flow.ended) return;
    if (end.isGone) return flow.end('reset');
    if (signed === undefined) {
      flow.discard();
      return refuse(gate, carrier, { ...facts, reason: 'malformed-request' });
    }
    for (const name of unfilledIn(gate.policy.secrets, signed.head)) flow.unfilledNames.add(name);
    carrier.go({ ...signed, secure: origin.secure, route: destination.route, echoFilter }, flow);
  } catch (error) {
    fail(carrier, flow, 'reset');
    throw error;
  }
}

/**
 * Of everything that a server may read in the request: the first that the rules do not allow, or else the written
 * request.
 */
function strictestReading(gate: Gate, head: RequestHead, sourcePort: number | undefined) {
  const readings = readingsOf(head);
  const requestOf = (reading: Reading) => ({ ...head.authority, ...reading, sourcePort });
  const refused = readings.find((reading) => !gate.decide(requestOf(reading)).allowed);
  return requestOf(refused ?? readings[0]);
}

function refuse(gate: Gate, carrier: Carrier, facts: FlowFacts, missing: readonly UsedSecret[] = []): void {
  const reason: DecisionReason = facts.reason;
  const rule = missing[0]?.name ?? facts.rule?.host;
  const refusal = refusalFor({ ...facts.request, reason, ...(rule === undefined ? {} : { rule }) });
  gate.block(facts, { status: refusal.status });
  carrier.answer(refusal);
}

function fail(carrier: Carrier, flow: Flow, error: FlowError): void {
  const refusal = failureFor(flow.facts.request, error);
  flow.status = refusal.status;
  flow.end(error);
  carrier.answer(refusal);
}
