import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { RpcClient } from '../../../electron/client/rpc-client.ts';
import type { FromHost, HostConfig, ToHost } from '../../../electron/contract/host.ts';
import { preferencesSchema } from '../../../electron/contract/preferences.ts';
import type { Port } from '../../../electron/lib/port.ts';
import type { TestKeeper } from '../../harness/gateway/secret-keeper.ts';
import type { FileStep, RunningHost } from './world.ts';

const root = join(import.meta.dirname, '../../..');

type FromChild =
  | { kind: 'host'; message: FromHost }
  | { kind: 'window'; id: number; data: unknown }
  | { kind: 'files'; steps: FileStep[] };

/**
 * Runs the app's engine host as a process that can be killed. This object acts as its main process, with one window.
 */
export class HostProcess implements RunningHost {
  readonly window: RpcClient;
  readonly #child: ChildProcess;
  readonly #keeper: TestKeeper;
  readonly #exited: Promise<unknown>;
  #output = '';
  #onFiles: ((steps: FileStep[]) => void) | undefined;

  constructor(options: { dockerHost: string; dataPath: string; launched: boolean; keeper: TestKeeper }) {
    const { dockerHost, dataPath, launched, keeper } = options;
    this.#keeper = keeper;
    this.#child = fork(join(root, 'dist/engine/index.cjs'), [], {
      execArgv: ['--require', join(import.meta.dirname, 'parent-port.cjs')],
      serialization: 'advanced',
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    });
    this.#exited = once(this.#child, 'exit');
    for (const output of [this.#child.stdout, this.#child.stderr])
      output?.on('data', (chunk) => {
        this.#output += chunk;
      });
    const port = this.#port();
    this.#child.on('message', (message: FromChild) => {
      if (message.kind === 'host') this.#answer(message.message);
      else if (message.kind === 'window') port.receive(message.data);
      else this.#onFiles?.(message.steps);
    });
    void this.#exited.then(port.end);
    const config: HostConfig = {
      endpoint: { url: dockerHost, source: 'settings', label: 'faults' },
      assetsPath: join(root, 'assets'),
      gatewayPath: join(root, 'dist/gateway/gateway.cjs'),
      dataPath,
      version: '0.0.0-test',
      launched,
      checkOutputs: true,
      preferences: preferencesSchema.parse({}),
    };
    this.#toHost({ type: 'start', config });
    this.#toHost({ type: 'secrets', secrets: keeper.list() });
    this.#send({ kind: 'connect', id: 1 });
    this.window = new RpcClient(port);
  }

  /** The log of the process. */
  get output(): string {
    return this.#output;
  }

  get isAlive(): boolean {
    return this.#child.exitCode === null && this.#child.signalCode === null;
  }

  /** Resolves when the process has ended. */
  async kill(): Promise<void> {
    this.#child.kill('SIGKILL');
    await this.#exited;
  }

  async exited(): Promise<void> {
    await this.#exited;
  }

  countFiles(): void {
    this.#send({ kind: 'count-files' });
  }

  /** Kills the process right before its `step`th file operation from now on (from 1), or in the middle of it. */
  endAtFile(step: number, halfWritten: boolean): void {
    this.#send({ kind: 'end-at-file', step, torn: halfWritten });
  }

  /** The file operations since `countFiles`. */
  async files(): Promise<FileStep[]> {
    return await new Promise((resolve) => {
      this.#onFiles = resolve;
      this.#send({ kind: 'files' });
    });
  }

  #port(): Port & { receive(data: unknown): void; end(): void } {
    let onMessage: (data: unknown) => void = () => undefined;
    let onClose: () => void = () => undefined;
    return {
      post: (data) => this.#send({ kind: 'window', id: 1, data }),
      onMessage: (listener) => {
        onMessage = listener;
      },
      onClose: (listener) => {
        onClose = listener;
      },
      close: () => undefined,
      receive: (data) => onMessage(data),
      end: () => onClose(),
    };
  }

  #answer(message: FromHost): void {
    if (message.type === 'secret-wanted') {
      void this.#keeper.value(message.secretId).then((secret) => {
        const answer = { kind: 'value' as const, value: secret.reveal() };
        this.#toHost({ type: 'secret-answer', requestId: message.requestId, answer });
      });
    }
    if (message.type === 'authority-wanted') {
      void this.#keeper.authority().then(({ certificatePem, privateKey }) => {
        const privateKeyPem = privateKey.reveal();
        const answer = { kind: 'authority' as const, certificatePem, privateKeyPem };
        this.#toHost({ type: 'secret-answer', requestId: message.requestId, answer });
      });
    }
    if (message.type === 'consent-wanted')
      this.#toHost({ type: 'consent-answer', requestId: message.requestId, allowed: true });
  }

  #toHost(message: ToHost): void {
    this.#send({ kind: 'host', message });
  }

  #send(message: object): void {
    // A killed process cannot receive messages.
    if (this.#child.connected) this.#child.send(message, () => undefined);
  }
}
