import { AnswerEach } from '../client/answer-each.ts';
import { RpcClient } from '../client/rpc-client.ts';
import type { Agent } from '../contract/agent.ts';
import type { WaitingConsent } from '../contract/consent.ts';
import { AppFailure } from '../contract/error.ts';
import type { Consent } from '../engine/consent/consent.ts';
import type { EngineHost } from '../engine/host.ts';
import { runningAgents } from '../engine/life/stop-all.ts';
import { Emitter } from '../lib/emitter.ts';
import type { Logger } from '../lib/logger.ts';
import type { Port } from '../lib/port.ts';
import { connectControl } from './connect.ts';

/** The engine host of another process, which owns the data folder. Each window has its own connection to it. */
export class RemoteHost implements EngineHost {
  /** The person's own connection to the other process, besides those of the windows. */
  readonly client: RpcClient;
  /** Resolves when the other process has ended or cut the connection. */
  readonly closed: Promise<void>;
  readonly #dataPath: string;
  readonly #port: Port;
  readonly #logger: Logger;
  readonly #running = new Emitter<number>();
  readonly #windows = new Set<Port>();
  #disposed = false;

  constructor(options: {
    dataPath: string;
    port: Port;
    /** Asks the person here what the other process must ask them; absent: that is not asked here. */
    consent?: Consent | undefined;
    logger: Logger;
  }) {
    const { dataPath, port, consent, logger } = options;
    this.#dataPath = dataPath;
    this.#port = port;
    this.#logger = logger;
    this.client = new RpcClient(port);
    this.closed = new Promise((resolve) => {
      port.onClose(() => {
        this.#closeWindows();
        resolve();
      });
    });
    this.client.on('agents.changed', () => this.#countRunning());
    this.#countRunning();
    if (consent) answerQuestions(this.client, consent, logger);
  }

  connect(window: Port): void {
    this.#windows.add(window);
    window.onClose(() => this.#windows.delete(window));
    connectControl(this.#dataPath).then(
      (remote) => {
        if (!remote || this.#disposed) {
          remote?.close();
          window.close();
          return;
        }
        window.onClose(() => remote.close());
        remote.onClose(() => window.close());
        remote.onMessage((message) => window.post(message));
        window.onMessage((message) => remote.post(message));
      },
      (error: unknown) => {
        this.#logger.warn('a window was not connected to the running host', { error });
        window.close();
      },
    );
  }

  async stopAgents(): Promise<void> {
    const stops = (await this.#runningAgents()).map(({ id }) =>
      this.client.call('agent.stop', { agentId: id }),
    );
    for (const stopped of await Promise.allSettled(stops)) {
      if (stopped.status === 'rejected')
        this.#logger.warn('agent not stopped when quitting', { error: stopped.reason });
    }
  }

  onRunning(listener: (agents: number) => void): () => void {
    return this.#running.on(listener);
  }

  async dispose(): Promise<void> {
    this.#disposed = true;
    this.#closeWindows();
    this.#port.close();
  }

  #closeWindows(): void {
    for (const window of this.#windows) window.close();
    this.#windows.clear();
  }

  #countRunning(): void {
    this.#runningAgents().then(
      (agents) => this.#running.emit(agents.length),
      // A later client counts again, because this connection has ended.
      () => undefined,
    );
  }

  async #runningAgents(): Promise<Agent[]> {
    const listed = await this.client.call('agent.list', {});
    return runningAgents({ list: () => listed });
  }
}

/** Shows the questions of the other process to the person here, as long as the connection lasts. */
function answerQuestions(client: RpcClient, consent: Consent, logger: Logger): void {
  const questions = new AnswerEach<WaitingConsent>({
    ask: (question, signal) =>
      consent.ask(question, signal).then(
        () => true,
        (error: unknown) => {
          signal.throwIfAborted();
          if (error instanceof AppFailure) return false;
          throw error;
        },
      ),
    answer: ({ id }, allowed) => {
      client
        .call('consents.answer', { consentId: id, allowed })
        .catch((error: unknown) => logger.debug('a question was answered elsewhere', { error }));
    },
  });
  const { done } = client.open('consents.watch', {}, { onItem: (waiting) => questions.update(waiting) });
  done.catch(() => undefined).finally(() => questions.update([]));
}
