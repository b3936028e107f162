import type { ShellAnswer } from '../../../electron/contract/bridge.ts';
import { type RemoteShellCall, type ShellRequest, WEB_PATHS } from '../../../electron/contract/web.ts';
import { toAppError } from '../to-app-error.ts';
import type { HostPort } from '../transport.ts';

type FromShell = { id: number; answer: ShellAnswer } | { event: string; payload: unknown };
type Settle = (answer: ShellAnswer) => void;

/** The shell calls that only the host answers, over a WebSocket that opens when a call needs it. */
export class RemoteShell {
  readonly #connect: (path: string) => Promise<HostPort>;
  readonly #onEvent: (name: string, payload: unknown) => void;
  readonly #pending = new Map<number, Settle>();
  #port: Promise<HostPort> | undefined;
  #nextId = 1;

  constructor(options: {
    connect(path: string): Promise<HostPort>;
    onEvent(name: string, payload: unknown): void;
  }) {
    this.#connect = options.connect;
    this.#onEvent = options.onEvent;
  }

  async invoke(name: RemoteShellCall, input: unknown): Promise<ShellAnswer> {
    try {
      this.#port ??= this.#open();
      const port = await this.#port;
      const id = this.#nextId++;
      return await new Promise((resolve) => {
        this.#pending.set(id, resolve);
        port.post({ id, name, input } satisfies ShellRequest);
      });
    } catch (error) {
      return { ok: false, error: toAppError(error) };
    }
  }

  async #open(): Promise<HostPort> {
    try {
      const port = await this.#connect(WEB_PATHS.shell);
      port.onMessage((message) => this.#receive(message as FromShell));
      port.onClose(() => this.#lose());
      return port;
    } catch (error) {
      this.#port = undefined;
      throw error;
    }
  }

  #receive(message: FromShell): void {
    if ('event' in message) {
      this.#onEvent(message.event, message.payload);
      return;
    }
    this.#pending.get(message.id)?.(message.answer);
    this.#pending.delete(message.id);
  }

  #lose(): void {
    this.#port = undefined;
    for (const settle of this.#pending.values()) {
      settle({
        ok: false,
        error: { type: 'engine-unreachable', message: 'The connection to Bulkhead was lost.', actions: [] },
      });
    }
    this.#pending.clear();
  }
}
