import { bareEgress } from '../../../contract/agent-spec.ts';

import type { AgentPolicyInput } from '../../../contract/egress.ts';
import { AppFailure } from '../../../contract/error.ts';
import { backoffMs } from '../../../lib/backoff.ts';
import { type Clock, delay } from '../../../lib/clock.ts';
import { Emitter } from '../../../lib/emitter.ts';
import type { Logger } from '../../../lib/logger.ts';
import { within } from '../../../lib/unless-aborted.ts';
import type { Gateway } from '../gateway/gateway.ts';
import type { EgressEntries } from './egress-entries.ts';
import { allowsTraffic, dueEgress, type EgressEntry } from './egress-entry.ts';
import { policyFor } from './policy.ts';
import type { PolicyDelivery } from './policy-delivery.ts';

/** How long a cut waits for a gateway that is being attached, before it kills the gateway. */
const CUT_WAITS_MS = 1_000;
const FORGET_WITHIN_MS = 5_000;

interface Options {
  entries: EgressEntries;
  gateway: Pick<Gateway, 'ensure' | 'running' | 'cut'>;
  delivery: Pick<PolicyDelivery, 'deliver'>;
  /** Whether the entry has other work to retry, and that work. */
  retry: (entry: EgressEntry) => Promise<void>;
  clock: Clock;
  logger: Logger;
  /** Aborts when the app closes. */
  signal: AbortSignal;
}

/**
 * Makes the gateway enforce the entries: delivers policies, retries, and kills the gateway when it must not continue.
 */
export class PolicyEnforcer {
  /** Each policy that the gateway has confirmed. */
  readonly applied = new Emitter<AgentPolicyInput>();
  readonly #options: Options;
  #retrying = false;
  /** Failed attempts since everything was last applied. */
  #failures = 0;

  constructor(options: Options) {
    this.#options = options;
  }

  /** Applies the entry's policy at the gateway. Never rejects: a failure is the entry's state, and is retried. */
  async apply(entry: EgressEntry): Promise<void> {
    const { entries, delivery, logger, signal: closed } = this.#options;
    // A cut is in progress, and delivers the rest in a turn of its own.
    if (entry.cuts > 0) return;
    entry.delivery = new AbortController();
    const stop = linked(entry.delivery, entry.controller.signal);
    const { signal } = entry.delivery;
    try {
      // The agent's network was removed, so there is nothing to serve.
      const policy = await delivery.deliver(entry, signal);
      if (!policy) return entries.drop(entry);
      this.#confirmed(entry, policy);
    } catch (error) {
      if (closed.aborted || signal.aborted) return;
      logger.warn('egress not applied', { agentId: entry.attachment.agentId, error });
      this.#fail(entry, error instanceof AppFailure ? error.error.message : String(error));
    } finally {
      stop();
    }
  }

  /**
   * As `apply`, for a wanted egress that may be equal but mean something else. A gateway that does not answer may have
   * the old policy in force: it is killed, because no gateway is better than a wrong one. An aborted delivery is no
   * fault of the gateway.
   */
  async reapply(entry: EgressEntry): Promise<void> {
    entry.applied = false;
    await this.apply(entry);
    const aborted = entry.controller.signal.aborted || entry.delivery.signal.aborted;
    if (!entry.applied && !aborted && entry.cuts === 0) await this.#failClosed(entry);
  }

  /**
   * Cuts the agent off at once: sends Off before it checks anything else and ahead of all queued work. Kills a gateway
   * that cannot be reached. Never rejects.
   */
  async cut(entry: EgressEntry): Promise<void> {
    const { entries, gateway: owner, clock, signal } = this.#options;
    entry.delivery.abort(new Error('The agent is cut off.'));
    const { agentId, gatewayAddress } = entry.attachment;
    if (!allowsTraffic(entry.lastMode)) return entries.show(entry);
    const wasApplied = entry.applied;
    try {
      const gateway = owner.running() ?? (await within(owner.ensure(), clock, CUT_WAITS_MS, signal));
      if (!gateway) throw new Error('no gateway in time');
      const policy = policyFor(agentId, gatewayAddress, bareEgress('off'));
      await gateway.channel.send({ type: 'set-policy', now: clock.now(), policy });
      entry.lastMode = 'off';
      entry.applied = wasApplied;
      entry.problem = undefined;
      this.applied.emit(policy);
      entries.show(entry);
    } catch (error) {
      this.#options.logger.warn('the gateway does not take a cut', { agentId, error });
      await this.#failClosed(entry);
    }
  }

  /** Handles the loss of the gateway and of all its policies. */
  lost(): void {
    for (const entry of this.#options.entries.all()) this.#fail(entry, 'Bulkhead is getting it back.');
  }

  scheduleRetry(): void {
    const { entries, clock, signal } = this.#options;
    if (this.#retrying || signal.aborted) return;
    this.#retrying = true;
    // The first retry runs at once, because the engine restarts a gateway that ended.
    const waitMs = backoffMs(this.#failures);
    this.#failures += 1;
    void delay(clock, waitMs, signal)
      .then(async () => {
        this.#retrying = false;
        await Promise.all(entries.all().map((entry) => entry.queue.run(() => this.#retry(entry))));
        if (entries.all().every((entry) => entry.applied && entry.record === 'kept')) this.#failures = 0;
      })
      // Only the end of the app rejects.
      .catch(() => undefined);
  }

  async #retry(entry: EgressEntry): Promise<void> {
    if (entry.controller.signal.aborted) return;
    if (!entry.applied) await this.apply(entry);
    const mustBeOff = dueEgress(entry).mode === 'off' && allowsTraffic(entry.lastMode);
    if (!entry.applied && mustBeOff && !this.#options.signal.aborted) await this.#failClosed(entry);
    await this.#options.retry(entry);
  }

  /**
   * Removes a detached agent from the gateway. A gateway that cannot be reached is killed, because the next agent may
   * get the same address.
   */
  async forget(agentId: string): Promise<void> {
    const { gateway: owner, clock, logger, signal } = this.#options;
    try {
      const gateway = await within(owner.ensure(), clock, FORGET_WITHIN_MS, signal);
      if (!gateway) throw new Error('no gateway in time');
      await gateway.channel.send({ type: 'remove-agent', agentId });
    } catch (error) {
      logger.warn('the gateway could not be told that an agent is gone', { agentId, error });
      await owner.cut();
    }
  }

  #confirmed(entry: EgressEntry, policy: AgentPolicyInput): void {
    this.applied.emit(policy);
    entry.applied = true;
    entry.problem = undefined;
    this.#options.entries.show(entry);
  }

  #fail(entry: EgressEntry, reason: string): void {
    const consequence = allowsTraffic(entry.lastMode)
      ? 'The gateway does not answer: what it let through before may still get out.'
      : 'There is no gateway, so nothing leaves the agent.';
    entry.applied = false;
    entry.problem = `${consequence} ${reason}`;
    this.#options.entries.show(entry);
    this.scheduleRetry();
  }

  /** Without an answer only the gateway's end is certain to cut its connections. */
  async #failClosed(entry: EgressEntry): Promise<void> {
    const { entries, gateway, logger } = this.#options;
    try {
      await gateway.cut();
    } catch (error) {
      logger.error('the gateway cannot be stopped', { error });
      return this.#fail(entry, 'Bulkhead could not end it either, and goes on trying.');
    }
    for (const entry of entries.all()) entry.lastMode = undefined;
    this.#fail(entry, 'It did not answer, so Bulkhead ended it and starts it again.');
  }
}

/**
 * Aborts the controller together with the signal, until the returned function is called. `AbortSignal.any` needs Node
 * 20.3, and an engine host may run on an older one.
 */
function linked(controller: AbortController, signal: AbortSignal): () => void {
  const abort = () => controller.abort(signal.reason);
  if (signal.aborted) abort();
  signal.addEventListener('abort', abort, { once: true });
  return () => signal.removeEventListener('abort', abort);
}
