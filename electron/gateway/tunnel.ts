import type { Socket } from 'node:net';
import type { DecisionReason, FlowError } from '../contract/egress.ts';
import { type EgressRequest, serviceAddress, type Verdict } from './decide.ts';
import { flowErrorOf } from './destination.ts';
import { dial } from './dial.ts';
import { type FirstBytes, readFirstBytes, serverNameProblem } from './first-bytes.ts';
import type { Flow, FlowFacts } from './flow.ts';
import { ANSWER_HOLDS_MS, type Gate } from './gate.ts';
import type { Answered } from './holds.ts';
import type { Authority } from './hosts.ts';
import { Intake } from './intake.ts';
import { COST_BYTES } from './memory-budget.ts';
import { dialThrough } from './proxy/route.ts';
import { pump } from './pump.ts';
import { answerAndClose, failureFor, rawResponse, refusalFor } from './refusal.ts';

/** The idle limit of one side after the other side has ended. */
const HALF_CLOSED_IDLE_MS = 60_000;
const KEEP_ALIVE_PROBE_MS = 60_000;
/** TLS alert access_denied (RFC 8446 section 6.2), which a client can report better than a closed connection. */
const ALERT_ACCESS_DENIED = Buffer.from([0x15, 3, 3, 0, 2, 2, 49]);
const ESTABLISHED = 'HTTP/1.1 200 Connection Established\r\n\r\n';

/** A tunnel that is intercepted. */
export interface TunnelContext {
  readonly authority: Authority;
  /** The end of a person's answer that allowed the tunnel; absent when no person was asked. */
  readonly answeredUntilMs: number | undefined;
  /** The agent's end of the tunnel. */
  readonly sourcePort: number | undefined;
  /** The decision that allowed the tunnel, for the record of a handshake that fails inside. */
  readonly facts: FlowFacts;
}

/** Serves a tunnel that must be intercepted. The first bytes have been put back into the socket. */
export interface TunnelHandlers {
  /** Serves TLS inside; CONNECT and SNI name the same host. */
  tls(socket: Socket, context: TunnelContext): void;
  /** Serves plain HTTP inside, with a decision for each request. */
  plainHttp(socket: Socket, context: TunnelContext): void;
}

interface Tunnel {
  readonly gate: Gate;
  readonly socket: Socket;
  readonly authority: Authority;
  readonly facts: FlowFacts;
  readonly handlers: TunnelHandlers;
}

/** Serves one CONNECT request whose authority is well-formed. Never rejects. */
export async function serveTunnel(
  gate: Gate,
  socket: Socket,
  authority: Authority,
  handlers: TunnelHandlers,
): Promise<void> {
  const abandoned = new AbortController();
  socket.once('close', () => abandoned.abort(new Error('the agent closed the connection')));
  const request = { ...authority, sourcePort: socket.remotePort };
  const verdict = await gate.authorize('tunnel', request, abandoned.signal);
  if (socket.destroyed) return;
  const tunnel: Tunnel = { gate, socket, authority, facts: factsOf(gate, request, verdict), handlers };
  if (!verdict.allowed) return refuse(tunnel, verdict.reason);
  if (gate.needsInterception(authority.host, authority.port)) return await serveInspected(tunnel);
  const flow = gate.open(tunnel.facts, COST_BYTES.tunnel);
  flow.closes(() => socket.destroy());
  socket.once('close', () => flow.end());
  try {
    await serveOpaque(tunnel, flow, verdict, abandoned.signal);
  } catch (error) {
    if (!flow.ended) fail(tunnel, flow, flowErrorOf(error));
  }
}

async function serveOpaque(
  tunnel: Tunnel,
  flow: Flow,
  verdict: Verdict | Answered,
  signal: AbortSignal,
): Promise<void> {
  const { gate, socket, authority } = tunnel;
  const rule = 'rule' in verdict ? verdict.rule : undefined;
  const service = 'rule' in verdict ? serviceAddress(verdict) : undefined;
  const destination = await gate.services.destinations.find(authority, { secure: true, service });
  if (flow.ended) return;
  if (!destination.ok) {
    return 'failed' in destination
      ? fail(tunnel, flow, destination.failed)
      : blockFlow(tunnel, flow, destination.blocked);
  }
  const { route } = destination;
  const intake = route.kind === 'direct' ? new Intake() : undefined;
  const upstream =
    route.kind === 'direct'
      ? await dial(route.addresses, authority.port, signal, { allowHalfOpen: true, onread: intake?.onread })
      : await dialThrough(route, authority.port, signal);
  if (flow.ended) return void upstream.destroy();
  flow.closes(() => upstream.destroy());
  socket.once('close', () => upstream.destroy());
  // The handler prevents an uncaught error; the flow gets the close from `join` below.
  upstream.on('error', () => upstream.destroy());
  const before = { read: socket.bytesRead, written: socket.bytesWritten + ESTABLISHED.length };
  flow.count = () => ({
    up: socket.bytesRead - before.read,
    down: Math.max(0, socket.bytesWritten - before.written),
  });
  flow.status = 200;
  socket.write(ESTABLISHED);
  if (rule?.anyProtocol !== true) {
    const first = await readFirstBytes(socket, gate.services.environment.clientTimeoutMs);
    if (flow.ended) return void upstream.destroy();
    const problem = problemOf(first, authority.host);
    if (problem !== undefined || first.kind !== 'tls') {
      upstream.destroy();
      if (problem !== undefined) return blockFlow(tunnel, flow, problem, ALERT_ACCESS_DENIED);
      if (first.kind === 'gone') return void socket.destroy();
      flow.discard();
      return tunnel.handlers.plainHttp(socket, contextOf(tunnel));
    }
  }
  join({ gate, agent: socket, upstream, intake }, flow);
}

/** The tunnel is intercepted: each request inside has its own decision and connection. */
async function serveInspected(tunnel: Tunnel): Promise<void> {
  const { gate, socket, authority, handlers } = tunnel;
  if (!gate.services.interception.ready) return refuse(tunnel, 'interception-unavailable');
  socket.write(ESTABLISHED);
  const first = await readFirstBytes(socket, gate.services.environment.clientTimeoutMs);
  if (socket.destroyed || first.kind === 'gone') return void socket.destroy();
  const problem = problemOf(first, authority.host);
  if (problem !== undefined) {
    gate.block({ ...tunnel.facts, reason: problem });
    return answerAndClose(socket, ALERT_ACCESS_DENIED);
  }
  if (first.kind === 'http') return handlers.plainHttp(socket, contextOf(tunnel));
  handlers.tls(socket, contextOf(tunnel));
}

function problemOf(first: FirstBytes, host: string): DecisionReason | undefined {
  if (first.kind === 'other') return 'not-tls';
  return first.kind === 'tls' ? serverNameProblem(first, host) : undefined;
}

function contextOf(tunnel: Tunnel): TunnelContext {
  return {
    authority: tunnel.authority,
    answeredUntilMs:
      tunnel.facts.reason === 'answered'
        ? tunnel.gate.services.environment.monotonicMs() + ANSWER_HOLDS_MS
        : undefined,
    sourcePort: tunnel.facts.request.sourcePort,
    facts: tunnel.facts,
  };
}

interface Joined {
  readonly gate: Gate;
  readonly agent: Socket;
  readonly upstream: Socket;
  /** Absent on a connection through a proxy, which was read from before. */
  readonly intake: Intake | undefined;
}

/** Carries both directions, closes half-closed tunnels after a while, and ends the flow on any error. */
function join({ gate, agent, upstream, intake }: Joined, flow: Flow): void {
  upstream.removeAllListeners('error');
  const abort = () => {
    flow.end('reset');
    agent.destroy();
    upstream.destroy();
  };
  const limitIdle = () => {
    for (const half of [agent, upstream]) half.setTimeout(HALF_CLOSED_IDLE_MS, abort);
  };
  if (agent.readableEnded) limitIdle();
  for (const socket of [agent, upstream]) {
    socket.on('error', abort);
    socket.once('end', limitIdle);
    socket.setKeepAlive(true, KEEP_ALIVE_PROBE_MS);
  }
  upstream.once('close', () => agent.destroySoon());
  pump({ source: agent, sink: upstream, gate, memory: flow.memory, count: () => undefined });
  if (intake === undefined) {
    pump({ source: upstream, sink: agent, gate, memory: flow.memory, count: () => undefined });
    return;
  }
  intake.join({
    source: upstream,
    sink: agent,
    crowded: () => gate.services.pace.crowded(gate.agentId),
    spend: gate.spend,
    memory: flow.memory,
  });
}

function factsOf(gate: Gate, request: EgressRequest, verdict: Verdict | Answered): FlowFacts {
  const rule = 'rule' in verdict ? verdict.rule : undefined;
  return {
    agentId: gate.agentId,
    kind: 'tunnel',
    request,
    reason: verdict.reason,
    rule,
    shownMethod: 'CONNECT',
  };
}

function refuse(tunnel: Tunnel, reason: DecisionReason): void {
  const rule = tunnel.facts.rule === undefined ? {} : { rule: tunnel.facts.rule.host };
  const refusal = refusalFor({ ...tunnel.authority, reason, ...rule });
  tunnel.gate.block({ ...tunnel.facts, reason }, { status: refusal.status });
  answerAndClose(tunnel.socket, rawResponse(refusal));
}

/** Replaces the record of a flow that was refused after its start with that of a block. */
function blockFlow(tunnel: Tunnel, flow: Flow, reason: DecisionReason, answer?: Buffer): void {
  flow.discard();
  const refusal = refusalFor({ ...tunnel.authority, reason });
  const status = answer === undefined ? { status: refusal.status } : {};
  tunnel.gate.block({ ...tunnel.facts, reason }, { flowId: flow.id, ...status });
  answerAndClose(tunnel.socket, answer ?? rawResponse(refusal));
}

function fail(tunnel: Tunnel, flow: Flow, error: FlowError): void {
  const refusal = failureFor(tunnel.authority, error);
  flow.status = refusal.status;
  flow.end(error);
  answerAndClose(tunnel.socket, rawResponse(refusal));
}
