import type { Agent } from '../../contract/agent.ts';
import type { SecretReference } from '../../contract/agent-spec.ts';
import { AppFailure } from '../../contract/error.ts';
import type { Logger } from '../../lib/logger.ts';
import { Scope } from '../../lib/scope.ts';
import type { AgentDirectory } from '../directory/directory.ts';
import type { Engine } from '../docker/engine.ts';
import { type BroughtFile, deliverAccounts } from './account-delivery.ts';
import { agentAccountFiles, bringAccountFile } from './account-files.ts';
import { namedSecrets } from './agent-credentials.ts';
import { writeSecretFile } from './file-writer.ts';
import type { SecretProvider } from './secret-provider.ts';

const WRITE_WITHIN_MS = 20_000;

interface Delivered {
  /** The container's run in which the files were written: a restart empties its tmpfs. */
  run: string;
  /** Revision by file name. */
  readonly files: Map<string, { secretId: string; revision: number }>;
  /** Files of accounts by path. */
  readonly accounts: Map<string, BroughtFile>;
  /** Why a secret is unavailable, by id. */
  readonly problems: Map<string, string>;
  queue: Promise<void>;
}

export interface SecretFilesOptions {
  engine: () => Engine;
  directory: AgentDirectory;
  keeper: SecretProvider;
  /** The agent's current credentials. */
  references(agent: Agent): Promise<readonly SecretReference[]>;
  logger: Logger;
}

/**
 * Keeps the secret files of running agents current: writes them after each start, including starts outside of the app,
 * writes new values, and removes revoked ones.
 */
export class SecretFiles {
  readonly #engine: () => Engine;
  readonly #directory: AgentDirectory;
  readonly #keeper: SecretProvider;
  readonly #references: (agent: Agent) => Promise<readonly SecretReference[]>;
  readonly #logger: Logger;
  readonly #scope = new Scope();
  readonly #delivered = new Map<string, Delivered>();

  constructor(options: SecretFilesOptions) {
    this.#engine = options.engine;
    this.#directory = options.directory;
    this.#keeper = options.keeper;
    this.#references = options.references;
    this.#logger = options.logger.child('secret-files');
    this.#scope.add(
      this.#directory.onChange(({ upserted, removed }) => {
        for (const agentId of removed) this.#delivered.delete(agentId);
        for (const agent of upserted) void this.bring(agent.id);
      }),
    );
    this.#scope.add(
      this.#keeper.onChange(() => {
        for (const { id } of this.#directory.list().agents) void this.bring(id);
      }),
    );
  }

  /** Why secrets of this agent are unavailable, by id. */
  problems(agentId: string): ReadonlyMap<string, string> {
    return this.#delivered.get(agentId)?.problems ?? new Map();
  }

  /** Updates the agent's files to its current credentials. Never rejects: see `problems`. */
  bring(agentId: string): Promise<void> {
    let delivered = this.#delivered.get(agentId);
    if (!delivered) {
      delivered = {
        run: '',
        files: new Map(),
        accounts: new Map(),
        problems: new Map(),
        queue: Promise.resolve(),
      };
      this.#delivered.set(agentId, delivered);
    }
    const { queue } = delivered;
    const current = delivered;
    delivered.queue = queue
      .then(() => this.#bring(agentId, current))
      .catch((error: unknown) => {
        if (!this.#scope.disposed) this.#logger.warn('files not delivered', { agentId, error });
      });
    return delivered.queue;
  }

  dispose(): Promise<void> {
    return this.#scope.dispose();
  }

  async #bring(agentId: string, delivered: Delivered): Promise<void> {
    const agent = this.#directory.list().agents.find(({ id }) => id === agentId);
    if (agent?.status !== 'running' || this.#scope.disposed) return;
    const run = `${agent.containerId} ${agent.startedAt}`;
    if (delivered.run !== run) {
      delivered.run = run;
      delivered.files.clear();
      delivered.accounts.clear();
      delivered.problems.clear();
    }
    const references = await this.#references(agent);
    await this.#bringAccounts(agent, delivered, references);
    const secrets = namedSecrets(references, this.#keeper.list()).filter(
      ({ reference }) => reference.delivery === 'file',
    );
    for (const [name] of delivered.files) {
      if (!secrets.some((each) => each.name === name)) await this.#remove(agent, delivered, name);
    }
    for (const { name, secret } of secrets) {
      if (delivered.files.get(name)?.revision !== secret.revision)
        await this.#write(agent, delivered, name, secret);
    }
  }

  async #bringAccounts(
    { containerId }: Agent,
    delivered: Delivered,
    references: readonly SecretReference[],
  ): Promise<void> {
    const accounts = agentAccountFiles(references, this.#keeper.list(), Date.now());
    const problems = await deliverAccounts(accounts, delivered.accounts, (file) =>
      bringAccountFile(this.#engine(), containerId, file, AbortSignal.timeout(WRITE_WITHIN_MS)),
    );
    for (const { secretId } of accounts) delivered.problems.delete(secretId);
    for (const [secretId, problem] of problems) delivered.problems.set(secretId, problem);
  }

  async #write(
    agent: Agent,
    delivered: Delivered,
    name: string,
    { id, revision }: { id: string; revision: number },
  ): Promise<void> {
    delivered.problems.delete(id);
    try {
      const value = await this.#keeper.value(id);
      await writeSecretFile(
        this.#engine(),
        agent.containerId,
        name,
        value,
        AbortSignal.timeout(WRITE_WITHIN_MS),
      );
      delivered.files.set(name, { secretId: id, revision });
    } catch (error) {
      delivered.problems.set(id, error instanceof AppFailure ? error.error.message : String(error));
      this.#logger.warn('secret not delivered as a file', { agentId: agent.id, secretId: id, error });
      // Removes the older value, because a replaced value must not be used any longer.
      if (delivered.files.has(name)) await this.#remove(agent, delivered, name);
    }
  }

  async #remove(agent: Agent, delivered: Delivered, name: string): Promise<void> {
    await writeSecretFile(
      this.#engine(),
      agent.containerId,
      name,
      null,
      AbortSignal.timeout(WRITE_WITHIN_MS),
    );
    delivered.files.delete(name);
  }
}
