import type { Renewal, SecretBinding } from '../../../contract/egress.ts';
import { bindingsOf, renewalFor, type SecretRecord } from '../../../contract/secrets.ts';
import { tokenSetSchema } from '../../../contract/token-set.ts';
import type { Logger } from '../../../lib/logger.ts';
import { newSealKey, unseal } from '../../../lib/sealed.ts';
import { Secret } from '../../../lib/secret.ts';
import type { SecretProvider } from '../../secrets/secret-provider.ts';
import { isAppTokenId } from '../app-access/app-tokens.ts';
import type { ControlChannel } from './control-channel.ts';
import type { RunningGateway } from './gateway.ts';

/** The credentials in the memory of one gateway instance. */
interface Pushed {
  readonly instanceId: string;
  /** The certificate of the authority that it signs with. */
  authorityPem: string | undefined;
  /** Revision by secret id. */
  readonly secrets: Map<string, number>;
  /** Encrypts the tokens that it sends back, because the engine logs what it sends. */
  readonly sealKey: string;
}

/**
 * Sends credentials to the gateway: the authority once an agent needs it, and a secret's value when an agent with the
 * secret is served. Also sends a changed value, and a removal at once. Values pass through and are never stored here.
 */
export class GatewayCredentials {
  readonly #keeper: SecretProvider;
  readonly #extraRoots: (() => string | undefined) | undefined;
  readonly #logger: Logger;
  #pushed: Pushed | undefined;
  readonly #messageChannels = new WeakSet<ControlChannel>();
  /** One at a time, so that two agents with the same secret read its source once. */
  #queue: Promise<void> = Promise.resolve();

  /** `extraRoots`: authorities (PEM) for upstream servers besides the public ones. */
  constructor(options: {
    keeper: SecretProvider;
    extraRoots?: (() => string | undefined) | undefined;
    logger: Logger;
  }) {
    this.#keeper = options.keeper;
    this.#extraRoots = options.extraRoots;
    this.#logger = options.logger.child('credentials');
  }

  /** Reports that secrets were added, changed or removed: the prepared credentials must be prepared again. */
  onChange(listener: () => void): () => void {
    return this.#keeper.onChange(listener);
  }

  /** The secrets in the policy of an agent. A secret that no longer exists is left out. */
  bindings(secretIds: readonly string[]): SecretBinding[] {
    return this.#keeper
      .list()
      .filter(({ id }) => secretIds.includes(id))
      .flatMap((secret) => bindingsOf(secret));
  }

  /** How the gateway renews the accounts among an agent's secrets. */
  renewals(secretIds: readonly string[]): Renewal[] {
    return this.#keeper
      .list()
      .filter(({ id }) => secretIds.includes(id))
      .flatMap((secret) => renewalFor(secret) ?? []);
  }

  /**
   * Sends the credentials of an agent with these secrets to the gateway, and removes those that no longer exist.
   * Resolves when that is done and never rejects: without a value the gateway refuses the requests that need it, and
   * reports the reason to the agent. `reads`: the agent has rules that need interception, and so the authority as well.
   */
  push(gateway: RunningGateway, secretIds: readonly string[], reads = false): Promise<void> {
    this.#queue = this.#queue
      .then(() => this.#push(gateway, secretIds, reads))
      .catch((error: unknown) => this.#logger.warn('credentials not pushed', { error }));
    return this.#queue;
  }

  async #push(gateway: RunningGateway, secretIds: readonly string[], reads: boolean): Promise<void> {
    this.#listen(gateway.channel);
    const pushed = await this.#pushedTo(gateway);
    for (const id of pushed.secrets.keys()) {
      if (!this.#keeper.list().some((secret) => secret.id === id)) await this.#remove(gateway, pushed, id);
    }
    const wanted = this.#keeper.list().filter(({ id }) => secretIds.includes(id));
    if (wanted.length > 0 || reads) await this.#pushAuthority(gateway, pushed);
    for (const secret of wanted) {
      if (pushed.secrets.get(secret.id) !== secret.revision) await this.#pushSecret(gateway, pushed, secret);
    }
  }

  /** The state of that gateway. One that an earlier app left running has secrets of unknown revisions. */
  async #pushedTo({ channel, instanceId }: RunningGateway): Promise<Pushed> {
    if (this.#pushed?.instanceId === instanceId) return this.#pushed;
    const pushed: Pushed = {
      instanceId,
      authorityPem: undefined,
      secrets: new Map(),
      sealKey: newSealKey(),
    };
    const answer = await channel.send({ type: 'ping' });
    if (answer.type === 'pong')
      for (const id of answer.stats.secretIds) if (!isAppTokenId(id)) pushed.secrets.set(id, -1);
    this.#pushed = pushed;
    return pushed;
  }

  async #pushAuthority({ channel }: RunningGateway, pushed: Pushed): Promise<void> {
    const authority = await this.#keeper.authority();
    // The certificate changes when it was renewed.
    if (!authority || authority.certificatePem === pushed.authorityPem) return;
    const { certificatePem, privateKey } = authority;
    const extraRootsPem = this.#extraRoots?.();
    await channel.send({
      type: 'set-ca',
      certificatePem,
      privateKeyPem: privateKey.reveal(),
      ...(extraRootsPem === undefined ? {} : { extraRootsPem }),
    });
    pushed.authorityPem = certificatePem;
  }

  async #pushSecret(
    gateway: RunningGateway,
    pushed: Pushed,
    { id: secretId, revision, use }: SecretRecord,
  ): Promise<void> {
    try {
      const value = await this.#keeper.value(secretId);
      // The secret was changed or removed while its source was read: the next turn has the newer one.
      if (!this.#keeper.list().some((secret) => secret.id === secretId && secret.revision === revision))
        return;
      if (use.kind === 'oauth') {
        const tokens = tokenSetSchema.parse(JSON.parse(value.reveal()));
        await gateway.channel.send({ type: 'set-tokens', secretId, tokens, sealKey: pushed.sealKey });
      } else await gateway.channel.send({ type: 'set-secret', secretId, value: value.reveal() });
      pushed.secrets.set(secretId, revision);
    } catch (error) {
      this.#logger.warn('secret not pushed', { secretId, error });
      // The gateway must not continue to use an older value once it was replaced.
      if (pushed.secrets.has(secretId)) await this.#remove(gateway, pushed, secretId);
    }
  }

  async #remove({ channel }: RunningGateway, pushed: Pushed, secretId: string): Promise<void> {
    await channel.send({ type: 'remove-secret', secretId });
    pushed.secrets.delete(secretId);
  }

  /** Records which secrets requests carry, and hands renewed tokens to the keychain. The listener lives as long as the channel. */
  #listen(channel: ControlChannel): void {
    if (this.#messageChannels.has(channel)) return;
    this.#messageChannels.add(channel);
    channel.message.on((message) => {
      if (message.type === 'tokens-renewed') return this.#renewed(message.secretId, message.sealed);
      if (message.type !== 'decision') return;
      const { secretIds = [], time } = message.decision;
      if (secretIds.length > 0) this.#keeper.used(secretIds, time);
    });
  }

  /** Tokens sealed for an earlier app are sent again with the next push. */
  #renewed(secretId: string, sealed: string): void {
    const tokens = this.#pushed && unseal(sealed, this.#pushed.sealKey);
    if (tokens === undefined) this.#logger.warn('renewed tokens were sealed for another app', { secretId });
    else this.#keeper.renewed(secretId, new Secret(tokens));
  }
}
