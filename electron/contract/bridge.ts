import type { AppError } from './error.ts';

/** The answer of every shell call: data, or an error as data. */
export type ShellAnswer = { ok: true; output: unknown } | { ok: false; error: AppError };

/** The object that the preload script exposes as `window.bulkhead`. */
export interface ShellBridge {
  invoke(name: string, input: unknown): Promise<ShellAnswer>;
  onEvent(listener: (name: string, payload: unknown) => void): () => void;
  /** The path of a file that the person dropped on the window; empty for a file that a page made. */
  pathOf(file: File): string;
}

export const SHELL_INVOKE_CHANNEL = 'shell:invoke';
export const SHELL_EVENT_CHANNEL = 'shell:event';
/** Both the IPC channel that carries the port to the preload and the window message that hands it to the page. */
export const ENGINE_PORT_CHANNEL = 'engine-host:port';

/** Sent once by the page when its first frame is on the screen. */
export const PAINTED_CHANNEL = 'bulkhead:painted';
