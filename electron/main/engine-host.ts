import { type MessagePortMain, type UtilityProcess, utilityProcess } from 'electron';
import type { AppError } from '../contract/error.ts';
import { type FromHost, fromHostSchema, type HostConfig, type ToHost } from '../contract/host.ts';
import { Emitter } from '../lib/emitter.ts';
import type { Logger, LogLevel } from '../lib/logger.ts';
import { HostLog, hostLogLine } from './host-log.ts';

/** A host that ends sooner than this after its start counts as a crash; after five in a row main stops restarting it. */
const STABLE_AFTER_MS = 10_000;
const MAXIMUM_CRASHES = 5;
const STOP_DEADLINE_MS = 3_000;
/** The engine kills an agent 10 s after the stop signal; the rest is for the engine's own work. */
const STOP_AGENTS_DEADLINE_MS = 20_000;

/**
 * Runs the engine host as a utility process and restarts it when it dies. Windows request a port; after a restart the
 * `started` event makes them request a new one.
 */
export class EngineHostProcess {
  /** Emitted when a host answers: this one, or the one of another process that owns the data folder. */
  readonly started = new Emitter<void>();
  /** Emitted when the host runs again after it ended by itself. */
  readonly restarted = new Emitter<void>();
  readonly message = new Emitter<FromHost>();
  readonly #modulePath: string;
  readonly #config: () => Omit<HostConfig, 'launched'>;
  readonly #logger: Logger;
  readonly #writeLog: (line: string) => void;
  #child: UtilityProcess | undefined;
  #startedAt = 0;
  #crashes = 0;
  #launched = false;
  #stopping = false;
  #answers = false;
  readonly #settled = new Emitter<void>();
  #problem: AppError | null = null;

  constructor(options: {
    modulePath: string;
    config: () => Omit<HostConfig, 'launched'>;
    logger: Logger;
    /** Appends a line to the log. */
    writeLog(line: string): void;
  }) {
    this.#modulePath = options.modulePath;
    this.#config = options.config;
    this.#writeLog = options.writeLog;
    this.#logger = options.logger.child('engine-host');
  }

  /** The reason why no engine host runs, when none will start. */
  get problem(): AppError | null {
    return this.#problem;
  }

  start(): void {
    if (this.#stopping) return;
    const child = utilityProcess.fork(this.#modulePath, [], {
      serviceName: 'Bulkhead engine host',
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.#child = child;
    this.#startedAt = performance.now();
    this.#log(child.stdout, 'info');
    this.#log(child.stderr, 'warn');
    child.on('message', (raw) => {
      const parsed = fromHostSchema.safeParse(raw);
      if (!parsed.success) return;
      this.message.emit(parsed.data);
      if (parsed.data.type === 'owner') this.#settle(true);
      if (parsed.data.type === 'replaced') this.started.emit();
    });
    child.on('exit', (code) => this.#onExit(code));
    this.#post({ type: 'start', config: { ...this.#config(), launched: !this.#launched } });
    this.#launched = true;
    this.started.emit();
  }

  /** Resolves when a host answers programs: this one, or the one of another process. Resolves when none will, too. */
  async answers(): Promise<void> {
    if (this.#answers || this.#stopping || this.#problem) return;
    await new Promise<void>((resolve) => {
      const off = this.#settled.on(() => {
        off();
        resolve();
      });
    });
  }

  /** Sends one end of a channel to the engine host. */
  connect(port: MessagePortMain): void {
    this.#post({ type: 'connect' }, [port]);
  }

  /** Sends a message to the host; the message is lost while the host does not run. */
  send(message: Exclude<ToHost, { type: 'start' | 'connect' | 'stop' }>): void {
    this.#post(message);
  }

  /** Ends the host after its clean-up, which includes stopping every running agent when requested. */
  async stop({ stopAgents }: { stopAgents: boolean }): Promise<void> {
    this.#stopping = true;
    this.#settle(false);
    const child = this.#child;
    if (!child) return;
    await new Promise<void>((resolve) => {
      const timer = setTimeout(
        () => {
          child.kill();
          resolve();
        },
        stopAgents ? STOP_AGENTS_DEADLINE_MS : STOP_DEADLINE_MS,
      );
      child.once('exit', () => {
        clearTimeout(timer);
        resolve();
      });
      this.#post({ type: 'stop', stopAgents });
    });
  }

  /** Logs the host's own log lines unchanged, and other output with `level`. */
  #log(output: NodeJS.ReadableStream | null, level: LogLevel): void {
    const log = new HostLog((line) => this.#writeLog(hostLogLine(line, level, Date.now())));
    output?.on('data', (chunk: Buffer) => log.push(chunk));
    output?.on('end', () => log.end());
  }

  #post(message: ToHost, ports: MessagePortMain[] = []): void {
    this.#child?.postMessage(message, ports);
  }

  #onExit(code: number): void {
    this.#child = undefined;
    this.#answers = false;
    if (this.#stopping) return;
    this.#logger.error('engine host ended', { code });
    this.#crashes = performance.now() - this.#startedAt < STABLE_AFTER_MS ? this.#crashes + 1 : 1;
    if (this.#crashes < MAXIMUM_CRASHES) {
      this.start();
      this.restarted.emit();
      return;
    }
    this.#problem = {
      type: 'internal',
      message:
        'The engine host keeps ending right after its start. Restart Bulkhead; if that does not help, report it with the log.',
      actions: [],
      raw: `exit code ${code}`,
    };
    this.#settle(false);
    this.started.emit();
  }

  #settle(answers: boolean): void {
    this.#answers = answers;
    this.#settled.emit();
  }
}
