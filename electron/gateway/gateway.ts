import { randomUUID } from 'node:crypto';
import { isTokenPart } from '../contract/account.ts';
import type { AgentPolicy } from '../contract/egress.ts';
import {
  CONTROL_VERSION,
  type ControlCommand,
  type ControlErrorCode,
  type GatewayMessage,
  type GatewayStats,
} from '../contract/egress-control.ts';
import { assertNever } from '../lib/assert-never.ts';
import { type AgentServer, openAgentServer } from './agent-server.ts';
import { BandwidthLimiter } from './bandwidth-limiter.ts';
import { Destinations } from './destination.ts';
import { type DnsResponder, openDnsResponder } from './dns-responder.ts';
import { FairScheduler } from './fair-scheduler.ts';
import { describeFault } from './fault-text.ts';
import type { UnnumberedDecision } from './flow.ts';
import { Gate, type GateServices } from './gate.ts';
import type { HostEnvironment } from './host-environment.ts';
import { Interception } from './interception.ts';
import { MemoryBudget } from './memory-budget.ts';
import { AccountTokens } from './oauth/account-tokens.ts';
import { Renewals } from './oauth/renewals.ts';
import { ProxyChoice } from './proxy/proxy-choice.ts';
import { SecretStore } from './secret-store.ts';
import { UpstreamPool } from './upstream-pool.ts';

/** The recipient of the gateway's messages. */
export interface GatewayOutput {
  readonly nextSeq: number;
  record(record: UnnumberedDecision): void;
  send(message: GatewayMessage): void;
  replayAfter(seq: number): void;
}

interface AgentEntry {
  readonly gate: Gate;
  readonly server: AgentServer;
  readonly dns: DnsResponder | undefined;
}

/** Flows that live longer than this are announced to the audit while they are still open. */
const ANNOUNCE_AFTER_MS = 250;
/** The account of the gateway's own connections in the memory budget. No agent has this id. */
const OWN_MEMORY = '';
/** The interval of the search for expired rules and long flows. */
const SWEEP_INTERVAL_MS = 250;

/** All agents' gates, driven by control commands. Before the first policy nothing listens, so everything is refused. */
export class Gateway {
  readonly instanceId = randomUUID();
  readonly #environment: HostEnvironment;
  readonly #output: GatewayOutput;
  readonly #services: GateServices;
  readonly #proxies: ProxyChoice;
  readonly #agents = new Map<string, AgentEntry>();
  readonly #startedAt: number;
  readonly #sweep: NodeJS.Timeout;
  readonly #accounts: AccountTokens;
  /** The gateway's own connections, on which it renews accounts. */
  readonly #ownUpstreams: UpstreamPool;
  /** Commands run one after the other: a policy is in force before the next command starts. */
  #queue: Promise<unknown> = Promise.resolve();
  #faults = 0;

  constructor(environment: HostEnvironment, output: GatewayOutput) {
    this.#environment = environment;
    this.#output = output;
    this.#startedAt = environment.monotonicMs();
    const secrets = new SecretStore();
    const interception = new Interception(environment.wallMs);
    const memory = new MemoryBudget();
    this.#accounts = new AccountTokens(secrets);
    this.#ownUpstreams = new UpstreamPool(
      () => interception.upstreamContext(),
      (bytes, evict) => memory.open(OWN_MEMORY, bytes, evict),
    );
    this.#proxies = new ProxyChoice({
      resolve: (host) => environment.resolve(host),
      trust: () => interception.upstreamContext(),
    });
    this.#services = {
      environment,
      destinations: new Destinations(environment, this.#proxies),
      secrets,
      renewals: new Renewals({
        tokens: this.#accounts,
        pool: this.#ownUpstreams,
        environment,
        send: (message) => output.send(message),
      }),
      interception,
      scheduler: new FairScheduler(environment.monotonicMs),
      pace: new BandwidthLimiter(environment.monotonicMs),
      memory,
      holdEvents: {
        onAsk: (ask) => output.send({ type: 'ask', ask }),
        onClosed: (askId) => output.send({ type: 'ask-closed', askId }),
      },
      record: (record) => output.record(record),
    };
    this.#sweep = setInterval(() => this.#tick(), SWEEP_INTERVAL_MS);
  }

  /** Reports that the gateway has started. */
  greet(): void {
    this.#output.send(this.#ready());
  }

  /** Runs a command after the earlier ones and sends its only answer. Never rejects. */
  execute(command: ControlCommand): Promise<void> {
    const run = this.#queue.then(async () => {
      let reply: GatewayMessage;
      try {
        reply = await this.#run(command);
      } catch (error) {
        this.fault(error);
        reply = {
          type: 'error',
          seq: command.seq,
          code: 'internal',
          message: 'The gateway could not do this.',
        };
      }
      this.#output.send(reply);
      if (command.type === 'hello' && command.afterSeq !== undefined)
        this.#output.replayAfter(command.afterSeq);
    });
    this.#queue = run;
    return run;
  }

  /**
   * Counts and reports an unexpected error. The report contains only its kind, because its message may contain data of
   * an agent.
   */
  fault(error: unknown): void {
    this.#faults += 1;
    this.#output.send({ type: 'error', code: 'internal', message: describeFault(error) });
  }

  /** The port that an agent's proxy listens on. */
  portOf(agentId: string): number | undefined {
    return this.#agents.get(agentId)?.server.port;
  }

  dnsPortOf(agentId: string): number | undefined {
    return this.#agents.get(agentId)?.dns?.port;
  }

  async close(): Promise<void> {
    clearInterval(this.#sweep);
    await this.#queue;
    for (const agentId of [...this.#agents.keys()]) await this.#removeAgent(agentId);
    this.#services.scheduler.close();
    this.#ownUpstreams.close();
  }

  async #run(command: ControlCommand): Promise<GatewayMessage> {
    const { seq } = command;
    const failure = (code: ControlErrorCode, message: string): GatewayMessage => ({
      type: 'error',
      seq,
      code,
      message,
    });
    const { secrets, interception } = this.#services;
    switch (command.type) {
      case 'hello':
        if (command.version === CONTROL_VERSION) return { ...this.#ready(), seq };
        return failure('version-mismatch', `This gateway speaks version ${CONTROL_VERSION}.`);
      case 'set-policy':
        return await this.#setPolicy(seq, command.policy, command.now);
      case 'remove-agent':
        return { type: 'applied', seq, closed: await this.#removeAgent(command.agentId) };
      case 'set-secret':
        secrets.set(command.secretId, command.value);
        return { type: 'applied', seq, closed: 0 };
      case 'set-tokens': {
        const { secretId, tokens, sealKey } = command;
        const sealed = this.#accounts.set(secretId, tokens, sealKey);
        if (sealed !== undefined) this.#output.send({ type: 'tokens-renewed', secretId, sealed });
        return { type: 'applied', seq, closed: 0 };
      }
      case 'remove-secret':
        secrets.remove(command.secretId);
        this.#accounts.remove(command.secretId);
        return { type: 'applied', seq, closed: this.#sum((gate) => gate.closeUsing(command.secretId)) };
      case 'set-proxies':
        this.#proxies.configure(command.proxies);
        return { type: 'applied', seq, closed: 0 };
      case 'set-ca': {
        const problem = interception.configure(command, command.extraRootsPem);
        return problem === undefined
          ? { type: 'applied', seq, closed: 0 }
          : failure('certificate-invalid', problem);
      }
      case 'answer': {
        const answered = [...this.#agents.values()].some((entry) =>
          entry.gate.holds.answer(command.askId, command.allow),
        );
        return answered
          ? { type: 'applied', seq, closed: 0 }
          : failure('unknown-ask', 'That request no longer waits.');
      }
      case 'ping':
        return { type: 'pong', seq, stats: this.#stats() };
      default:
        return assertNever(command);
    }
  }

  async #setPolicy(seq: number, policy: AgentPolicy, senderNow: number): Promise<GatewayMessage> {
    for (const [agentId, entry] of this.#agents) {
      if (agentId !== policy.agentId && entry.gate.policy.localAddress === policy.localAddress) {
        return {
          type: 'error',
          seq,
          code: 'address-in-use',
          message: `${policy.localAddress} is another agent's address.`,
        };
      }
    }
    const entry = this.#agents.get(policy.agentId);
    if (entry !== undefined && entry.gate.policy.localAddress === policy.localAddress) {
      return { type: 'applied', seq, closed: entry.gate.apply(policy, senderNow) };
    }
    const gate = new Gate(policy, senderNow, this.#services);
    let server: AgentServer;
    try {
      server = await openAgentServer(gate, policy.localAddress, (error) => this.fault(error));
    } catch (error) {
      const why = error instanceof Error && 'code' in error ? String(error.code) : 'unknown error';
      return {
        type: 'error',
        seq,
        code: 'address-unavailable',
        message: `Cannot listen on ${policy.localAddress}: ${why}.`,
      };
    }
    const closed = await this.#removeAgent(policy.agentId);
    const dns = await openDnsResponder(policy.agentId, policy.localAddress, this.#services);
    this.#agents.set(policy.agentId, { gate, server, dns });
    return { type: 'applied', seq, closed };
  }

  async #removeAgent(agentId: string): Promise<number> {
    const entry = this.#agents.get(agentId);
    if (entry === undefined) return 0;
    this.#agents.delete(agentId);
    const closed = entry.gate.close();
    this.#services.scheduler.remove(agentId);
    this.#services.pace.remove(agentId);
    entry.dns?.close();
    await entry.server.close();
    this.#services.memory.remove(agentId);
    return closed;
  }

  #tick(): void {
    for (const { gate, dns } of this.#agents.values()) {
      gate.closeDisallowed();
      gate.announceOlderThan(ANNOUNCE_AFTER_MS);
      gate.reportRefused();
      dns?.report();
    }
  }

  #ready(): GatewayMessage & { type: 'ready' } {
    return {
      type: 'ready',
      version: CONTROL_VERSION,
      instanceId: this.instanceId,
      nextSeq: this.#output.nextSeq,
    };
  }

  #sum(count: (gate: Gate) => number): number {
    return [...this.#agents.values()].reduce((sum, entry) => sum + count(entry.gate), 0);
  }

  #stats(): GatewayStats {
    return {
      uptimeMs: this.#environment.monotonicMs() - this.#startedAt,
      residentMemoryBytes: process.memoryUsage.rss(),
      faults: this.#faults,
      agents: [...this.#agents.values()].map(({ gate, dns }) => ({
        agentId: gate.agentId,
        mode: gate.policy.mode,
        openFlows: gate.openFlows,
        heldRequests: gate.holds.size,
        dnsReady: dns !== undefined,
      })),
      // Parts of an account come and go with it.
      secretIds: this.#services.secrets.ids().filter((id) => !isTokenPart(id)),
      caReady: this.#services.interception.ready,
    };
  }
}
