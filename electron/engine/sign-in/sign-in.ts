import { randomBytes } from 'node:crypto';
import type { EngineFacts } from '../../contract/engine.ts';
import { AppFailure } from '../../contract/error.ts';
import type { OAuthProvider } from '../../contract/oauth.ts';
import type { StreamParsed } from '../../contract/registry.ts';
import { oauthProviderOf } from '../../contract/secrets.ts';
import type { SignInPlan } from '../../contract/sign-in.ts';
import type { Clock } from '../../lib/clock.ts';
import type { Logger } from '../../lib/logger.ts';
import { Scope } from '../../lib/scope.ts';
import type { AgentTypes } from '../agent-types/agent-types.ts';
import type { Consent } from '../consent/consent.ts';
import type { AgentProvisioner } from '../creation/agent-provisioner.ts';
import type { AgentDirectory } from '../directory/directory.ts';
import type { Engine } from '../docker/engine.ts';
import type { Operations } from '../operations/operations.ts';
import type { AgentRemoval } from '../removal/removal.ts';
import type { StreamSink } from '../rpc/handlers.ts';
import type { SecretProvider } from '../secrets/secret-provider.ts';
import { runLogin } from './login.ts';
import type { RunningPages } from './running-pages.ts';
import { SIGN_IN_WITHIN_MS, sandboxSpec } from './sandbox-spec.ts';

type Input = StreamParsed<'account.sign-in'>;
type Sink = StreamSink<'account.sign-in'>;

export interface SignInOptions {
  engine: () => Engine;
  facts: () => EngineFacts;
  directory: Pick<AgentDirectory, 'get'>;
  provisioner: Pick<AgentProvisioner, 'createForSignIn'>;
  /** Marks an agent as the sandbox of a sign-in; returns what ends that. */
  markSignIn(agentId: string): () => Promise<void>;
  operations: Pick<Operations, 'ended' | 'cancel'>;
  removal: Pick<AgentRemoval, 'remove'>;
  types: Pick<AgentTypes, 'usable'>;
  secrets: Pick<SecretProvider, 'signedIn'>;
  consent: Consent;
  /** Gets the pages of built-in providers, while their sign-ins run. */
  signInPages: RunningPages;
  clock: Clock;
  logger: Logger;
}

/** Signs in to accounts, each in a sandbox that lives as long as its sign-in. */
export class SignIn {
  readonly #options: SignInOptions;
  readonly #logger: Logger;
  readonly #running = new Map<Promise<unknown>, AbortController>();

  constructor(options: SignInOptions) {
    this.#options = options;
    this.#logger = options.logger.child('sign-in');
  }

  /** See `account.sign-in` of the contract. */
  async run(input: Input, sink: Sink): Promise<Record<string, never>> {
    const ending = new AbortController();
    const end = () => ending.abort(new Error('the sign-in was cancelled'));
    sink.signal.addEventListener('abort', end, { once: true });
    if (sink.signal.aborted) end();
    const cancel = this.#options.clock.after(SIGN_IN_WITHIN_MS, end);
    const running = this.#run(input, sink, ending.signal);
    this.#running.set(running, ending);
    try {
      await running;
      return {};
    } finally {
      cancel();
      this.#running.delete(running);
      sink.signal.removeEventListener('abort', end);
    }
  }

  async dispose(): Promise<void> {
    const running = [...this.#running.keys()];
    for (const ending of this.#running.values()) ending.abort(new Error('the app ends'));
    await Promise.allSettled(running);
  }

  async #run({ name, use }: Input, sink: Sink, signal: AbortSignal): Promise<void> {
    const { consent, secrets, signInPages } = this.#options;
    const provider = oauthProviderOf(use);
    const plan = provider?.signIn;
    if (use.kind !== 'oauth' || !provider || !plan) throw cannotSignIn();
    const isBuiltin = typeof use.provider === 'string';
    // A page that was taken over could let a known provider's tokens go to hosts of its own.
    if (!isBuiltin)
      await consent.ask(
        {
          message: 'Sign in for this provider, and send its tokens to these hosts?',
          detail: describe(provider, plan),
        },
        signal,
      );
    sink.push({ kind: 'step', text: 'Making a sandbox for the sign-in' });
    const scope = new Scope();
    try {
      const agentId = await this.#makeSandbox(plan, { scope, sink, signal });
      scope.add(() => this.#removeSandbox(agentId));
      sink.push({ kind: 'step', text: 'Starting the program’s own sign-in' });
      const { containerId } = this.#options.directory.get(agentId);
      const { engine, clock } = this.#options;
      const text = await runLogin(
        {
          engine: engine(),
          containerId,
          plan,
          provider,
          clock,
          onInput: (listener) => sink.onInput(listener),
          show: (item) => {
            if (item.kind === 'page' && isBuiltin) scope.add(signInPages.add(item.url));
            sink.push(item);
          },
        },
        signal,
      );
      secrets.signedIn({ name, use }, text);
    } finally {
      await scope.dispose();
    }
  }

  /** Resolves to the id of the running sandbox. The end of the scope lets it show as an agent, if it is still there. */
  async #makeSandbox(
    plan: SignInPlan,
    { scope, sink, signal }: { scope: Scope; sink: Sink; signal: AbortSignal },
  ): Promise<string> {
    const { provisioner, operations, types, facts, clock, markSignIn } = this.#options;
    const type = await types.usable(plan.type);
    if (!type) throw cannotSignIn();
    const name = `sign-in-${type.id.slice(0, 30)}-${randomBytes(2).toString('hex')}`;
    sink.push({ kind: 'sandbox', name, program: type.label, hosts: [...plan.hosts] });
    const spec = sandboxSpec(type, plan, { name, nowMs: clock.now(), facts: facts() });
    const { id, agentId } = await provisioner.createForSignIn(spec, signal);
    // Before the operation has made the container.
    if (agentId !== undefined) scope.add(markSignIn(agentId));
    const cancel = () => operations.cancel(id);
    signal.addEventListener('abort', cancel, { once: true });
    if (signal.aborted) cancel();
    const ended = await operations.ended(id);
    signal.removeEventListener('abort', cancel);
    if (ended.error) throw new AppFailure(ended.error);
    if (ended.status !== 'done' || agentId === undefined) {
      signal.throwIfAborted();
      throw cannotSignIn();
    }
    return agentId;
  }

  /** What cannot be removed now goes with its lease. */
  async #removeSandbox(agentId: string): Promise<void> {
    const { removal, operations } = this.#options;
    try {
      const { error } = await operations.ended(removal.remove(agentId, true).operationId);
      if (error) throw new AppFailure(error);
    } catch (error) {
      this.#logger.warn('the sandbox of a sign-in stays until its lease ends', { agentId, error });
    }
  }
}

function describe({ hosts, tokenEndpoints }: OAuthProvider, { pages }: SignInPlan): string {
  return [
    `Signs in at: ${pages.join(', ')}`,
    `Tokens go to: ${[...hosts, ...tokenEndpoints.map(({ host }) => host)].join(', ')}`,
  ].join('\n');
}

function cannotSignIn(): AppFailure {
  return new AppFailure({
    type: 'invalid-input',
    field: 'use',
    message: 'Nobody knows how to sign in to this provider here. Use the file of its program instead.',
  });
}
