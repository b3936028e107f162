import type { SecretBinding } from '../../../contract/egress.ts';
import { bindingOf } from '../../../contract/secrets.ts';
import type { Logger } from '../../../lib/logger.ts';
import type { SecretProvider } from '../../secrets/secret-provider.ts';
import type { ControlChannel } from './control-channel.ts';
import type { RunningGateway } from './gateway.ts';

/** What one start of the gateway has in memory. */
interface Pushed {
  readonly instanceId: string;
  /** The certificate of the authority that it signs with. */
  authorityPem: string | undefined;
  /** Revision by secret id. */
  readonly secrets: Map<string, number>;
}

/**
 * Hands credentials to the gateway: the authority once an agent needs it, a secret's value when an agent that has it
 * is served, its new value when it changes, and its removal at once. Values pass through and stay nowhere here.
 */
export class GatewayCredentials {
  readonly #keeper: SecretProvider;
  readonly #extraRootsPem: string | undefined;
  readonly #logger: Logger;
  #pushed: Pushed | undefined;
  readonly #messageChannels = new WeakSet<ControlChannel>();
  /** One at a time: two agents with the same secret read its source once. */
  #queue: Promise<void> = Promise.resolve();

  /** `extraRootsPem`: authorities besides the public ones that upstream servers may be signed by. */
  constructor(options: { keeper: SecretProvider; extraRootsPem?: string | undefined; logger: Logger }) {
    this.#keeper = options.keeper;
    this.#extraRootsPem = options.extraRootsPem;
    this.#logger = options.logger.child('credentials');
  }

  /** Tells when secrets were added, changed or removed: what was prepared has to be prepared again. */
  onChange(listener: () => void): () => void {
    return this.#keeper.onChange(listener);
  }

  /** What the policy of an agent with these secrets says of them. A secret that no longer exists is left out. */
  bindings(secretIds: readonly string[]): SecretBinding[] {
    return this.#keeper
      .list()
      .filter(({ id }) => secretIds.includes(id))
      .flatMap((secret) => bindingOf(secret) ?? []);
  }

  /**
   * Gives the gateway what an agent with these secrets needs, and takes away what no longer exists. Resolves when that
   * is done; never rejects: without a value the gateway refuses the requests that need it, and tells the agent why.
   * `reads`: the agent has rules that look into requests, which needs the authority as well.
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
    for (const { id, revision } of wanted) {
      if (pushed.secrets.get(id) !== revision) await this.#pushSecret(gateway, pushed, id, revision);
    }
  }

  /** What that gateway has. One that an earlier app left running has secrets, of revisions that nobody knows. */
  async #pushedTo({ channel, instanceId }: RunningGateway): Promise<Pushed> {
    if (this.#pushed?.instanceId === instanceId) return this.#pushed;
    const pushed: Pushed = { instanceId, authorityPem: undefined, secrets: new Map() };
    const answer = await channel.send({ type: 'ping' });
    if (answer.type === 'pong') for (const id of answer.stats.secretIds) pushed.secrets.set(id, -1);
    this.#pushed = pushed;
    return pushed;
  }

  async #pushAuthority({ channel }: RunningGateway, pushed: Pushed): Promise<void> {
    const authority = await this.#keeper.authority();
    // It changes when it was renewed.
    if (!authority || authority.certificatePem === pushed.authorityPem) return;
    const { certificatePem, privateKey } = authority;
    await channel.send({
      type: 'set-ca',
      certificatePem,
      privateKeyPem: privateKey.reveal(),
      ...(this.#extraRootsPem === undefined ? {} : { extraRootsPem: this.#extraRootsPem }),
    });
    pushed.authorityPem = certificatePem;
  }

  async #pushSecret(
    gateway: RunningGateway,
    pushed: Pushed,
    secretId: string,
    revision: number,
  ): Promise<void> {
    try {
      const value = await this.#keeper.value(secretId);
      // Changed or removed while its source was read: the next turn has the newer one.
      if (!this.#keeper.list().some((secret) => secret.id === secretId && secret.revision === revision))
        return;
      await gateway.channel.send({ type: 'set-secret', secretId, value: value.reveal() });
      pushed.secrets.set(secretId, revision);
    } catch (error) {
      this.#logger.warn('secret not pushed', { secretId, error });
      // An older value must not go on being used once it was replaced.
      if (pushed.secrets.has(secretId)) await this.#remove(gateway, pushed, secretId);
    }
  }

  async #remove({ channel }: RunningGateway, pushed: Pushed, secretId: string): Promise<void> {
    await channel.send({ type: 'remove-secret', secretId });
    pushed.secrets.delete(secretId);
  }

  /** Notes which secrets requests carry. The listener lives and dies with the channel. */
  #listen(channel: ControlChannel): void {
    if (this.#messageChannels.has(channel)) return;
    this.#messageChannels.add(channel);
    channel.message.on((message) => {
      if (message.type !== 'decision') return;
      const { secretIds = [], time } = message.decision;
      if (secretIds.length > 0) this.#keeper.used(secretIds, time);
    });
  }
}
