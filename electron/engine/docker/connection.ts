import type { Endpoint, EndpointProbe, EngineFacts, EngineState } from '../../contract/engine.ts';
import { type AppError, AppFailure } from '../../contract/error.ts';
import { backoffMs } from '../../lib/backoff.ts';
import { type Clock, delay } from '../../lib/clock.ts';
import { Emitter } from '../../lib/emitter.ts';
import type { Logger } from '../../lib/logger.ts';
import { Scope } from '../../lib/scope.ts';
import type { ClaimEngine, EngineClaim } from './claim-engine.ts';
import { type Happening, nextPhase, type Phase } from './connection-phase.ts';
import type { Candidate } from './contexts.ts';
import { findEndpoints, searchAgain } from './discovery.ts';
import type { Engine } from './engine.ts';
import { actions } from './error-rules.ts';
import { watchEngine } from './heartbeat.ts';
import type { HostEnvironment } from './host-environment.ts';
import { findFirstEngine, isAbsent, type OpenEngine, probe, summarizeProbes } from './probe.ts';

export interface ConnectionOptions {
  /** The endpoint that the person chose earlier. */
  remembered: Endpoint | null;
  /** Saves a choice in the settings. */
  remember(endpoint: Endpoint | null): void;
  open: OpenEngine;
  /** Makes this the only host of an engine before it is used; absent: others may use it as well. */
  claim?: ClaimEngine;
  /** Runs on each new connection before anybody else gets the engine; its failure is logged only. */
  prepare?(engine: Engine, signal: AbortSignal): Promise<void>;
  /** Runs before these endpoints are tried: starts an engine that is the app's own. Rejects with the reason why not. */
  wake?(endpoints: readonly Endpoint[], signal: AbortSignal): Promise<void>;
  environment: HostEnvironment;
  clock: Clock;
  logger: Logger;
}

/**
 * Finds an engine, keeps the connection, detects its loss, and searches again automatically. Every `connected` state
 * that `onChange` reports is a new connection: facts known about the engine before may be stale.
 */
export class EngineConnection {
  readonly #options: ConnectionOptions;
  readonly #scope = new Scope();
  readonly #changes = new Emitter<EngineState>();
  #remembered: Endpoint | null;
  #state: EngineState = { status: 'connecting' };
  #current: { engine: Engine; facts: EngineFacts; endpoint: Endpoint } | undefined;
  #claim: EngineClaim | undefined;
  #passedOver: EndpointProbe[] = [];
  /** The endpoint of the last connection: when its engine is lost, no other usual socket replaces it. */
  #lastUsed: Endpoint | undefined;
  /** A person's request that arrived while the loop was busy; it ends the current step. */
  #requested: Happening | undefined;
  #stepping = new AbortController();

  constructor(options: ConnectionOptions) {
    this.#options = options;
    this.#remembered = options.remembered;
    this.#scope.add(() => this.#hangUp());
  }

  /** Starts the search. Call it once, after all listeners are registered. */
  start(): void {
    const loop = this.#run();
    // Registered after the engine's disposal, so it runs first: the loop has ended when the engine is closed.
    this.#scope.add(() => loop);
  }

  get state(): EngineState {
    return this.#state;
  }

  onChange(listener: (state: EngineState) => void): () => void {
    return this.#changes.on(listener);
  }

  /** The connected engine. Throws `engine-unreachable` without a connection. */
  engine(): Engine {
    return this.#connected().engine;
  }

  /** Facts about the connected engine. Throws `engine-unreachable` without a connection. */
  facts(): EngineFacts {
    return this.#connected().facts;
  }

  /** Searches now instead of after the pause. */
  retry(): void {
    if (this.#state.status !== 'connected') this.#interrupt('retry-asked');
  }

  /** Uses this engine from now on and saves the choice; `null` restores the usual order. */
  choose(endpoint: Endpoint | null): void {
    this.#remembered = endpoint;
    this.#lastUsed = undefined;
    this.#options.remember(endpoint);
    this.#interrupt('chosen');
  }

  /** The engine that the person, the environment or a Docker context names; undefined where the usual places count. */
  async named(): Promise<Endpoint | undefined> {
    const { search } = await findEndpoints(this.#options.environment, this.#remembered);
    const [first] = search;
    return first && first.endpoint.source !== 'socket' ? first.endpoint : undefined;
  }

  /** Probes the engine at an address that a person typed. */
  async test(
    { url, ...tls }: Pick<Endpoint, 'url' | 'tlsPath' | 'skipTlsVerify'>,
    signal = this.#scope.signal,
  ): Promise<EndpointProbe> {
    const endpoint: Endpoint = { ...tls, url: url.trim(), source: 'settings', label: url.trim() };
    return await probe({ endpoint }, this.#options.open, signal);
  }

  /** Probes every endpoint that exists on this machine or was configured; omits usual sockets that do not exist. */
  async endpoints(signal = this.#scope.signal): Promise<EndpointProbe[]> {
    const { environment, open } = this.#options;
    const { search, alternatives } = await findEndpoints(environment, this.#remembered);
    const probes = await Promise.all([...search, ...alternatives].map((each) => probe(each, open, signal)));
    return probes.filter((each) => !isAbsent(each));
  }

  async dispose(): Promise<void> {
    await this.#scope.dispose();
  }

  #connected(): { engine: Engine; facts: EngineFacts } {
    if (this.#current) return this.#current;
    if (this.#state.status === 'unreachable') throw new AppFailure(this.#state.error);
    throw new AppFailure({
      type: 'engine-unreachable',
      message: 'The app is still connecting to the engine.',
      actions: [actions.retry],
    });
  }

  #setConnected({ endpoint, facts }: { endpoint: Endpoint; facts: EngineFacts }): void {
    const others = this.#passedOver.length > 0 ? { passedOver: this.#passedOver } : undefined;
    this.#set({ status: 'connected', endpoint, facts, ...others });
  }

  #set(state: EngineState): void {
    this.#state = state;
    this.#changes.emit(state);
  }

  async #hangUp(): Promise<void> {
    this.#current?.engine.close();
    this.#current = undefined;
    const claim = this.#claim;
    this.#claim = undefined;
    await claim?.release();
  }

  #interrupt(why: Happening): void {
    this.#requested = why;
    this.#stepping.abort();
  }

  async #run(): Promise<void> {
    let phase: Phase = { name: 'searching', failures: 0 };
    while (!this.#scope.disposed) {
      const outcome = this.#requested ? undefined : await this.#step(phase);
      const happening = this.#requested ?? outcome ?? 'lost';
      this.#requested = undefined;
      this.#options.logger.debug('engine connection', { phase: phase.name, happening });
      phase = nextPhase(phase, happening);
      if (phase.name !== 'connected') await this.#hangUp();
    }
  }

  /** Runs the work of the phase until it ends or the person requests something. */
  async #step(phase: Phase): Promise<Happening> {
    const controller = new AbortController();
    this.#stepping = controller;
    const stop = () => controller.abort();
    this.#scope.signal.addEventListener('abort', stop, { once: true });
    try {
      return await this.#work(phase, controller.signal);
    } catch (error) {
      if (!controller.signal.aborted) this.#options.logger.error('engine connection failed', { error });
      return phase.name === 'searching' ? 'not-found' : phase.name === 'waiting' ? 'due' : 'lost';
    } finally {
      this.#scope.signal.removeEventListener('abort', stop);
    }
  }

  async #work(phase: Phase, signal: AbortSignal): Promise<Happening> {
    switch (phase.name) {
      case 'searching':
        return await this.#search(phase.failures, signal);
      case 'connected':
        await this.#watch(signal);
        return 'lost';
      case 'waiting':
        await delay(this.#options.clock, backoffMs(phase.failures), signal);
        return 'due';
    }
  }

  async #search(failures: number, signal: AbortSignal): Promise<Happening> {
    const { environment, open, clock } = this.#options;
    const plan = await findEndpoints(environment, this.#remembered);
    const search = searchAgain(plan.search, this.#lastUsed);
    // A repeated search keeps the state "unreachable", because a change to "searching" would flicker in the window.
    const named = search.length === 1 ? search[0]?.endpoint : undefined;
    if (failures === 0) this.#set({ status: 'connecting', ...(named ? { endpoint: named } : {}) });
    const asleep = await this.#wake(search, signal);
    const { tried, found } = await findFirstEngine(search, open, signal);
    const held = found ? await this.#take(found, signal) : asleep;
    if (found && held === undefined) {
      if (signal.aborted) return 'not-found';
      this.#lastUsed = found.endpoint;
      this.#passedOver = tried.filter((each) => !each.reachable && !isAbsent(each));
      this.#setConnected(found);
      return 'found';
    }
    const nextTryAt = clock.now() + backoffMs(failures + 1);
    if (!signal.aborted)
      this.#set({ status: 'unreachable', error: held ?? summarizeProbes(tried), tried, nextTryAt });
    return 'not-found';
  }

  /** Resolves to the reason why an engine of the app's own did not start. */
  async #wake(search: readonly Candidate[], signal: AbortSignal): Promise<AppError | undefined> {
    try {
      await this.#options.wake?.(
        search.map(({ endpoint }) => endpoint),
        signal,
      );
      return undefined;
    } catch (error) {
      if (error instanceof AppFailure) return error.error;
      throw error;
    }
  }

  /** Uses the engine from now on. Resolves to the reason when another host has it; then, and when aborted, it is closed. */
  async #take(
    found: NonNullable<Awaited<ReturnType<typeof findFirstEngine>>['found']>,
    signal: AbortSignal,
  ): Promise<AppError | undefined> {
    try {
      this.#claim = await this.#options.claim?.(found.facts, signal);
    } catch (error) {
      found.engine.close();
      if (error instanceof AppFailure) return error.error;
      throw error;
    }
    await this.#prepare(found.engine, signal);
    if (signal.aborted) found.engine.close();
    else this.#current = found;
    return undefined;
  }

  async #prepare(engine: Engine, signal: AbortSignal): Promise<void> {
    try {
      await this.#options.prepare?.(engine, signal);
    } catch (error) {
      if (!signal.aborted) this.#options.logger.warn('the engine could not be prepared', { error });
    }
  }

  async #watch(signal: AbortSignal): Promise<void> {
    const current = this.#current;
    if (!current) return;
    await watchEngine(current.engine, this.#options.clock, signal, (facts) => {
      current.facts = facts;
      this.#setConnected(current);
    });
  }
}
