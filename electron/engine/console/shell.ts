import { terminalEnvironment } from '../objects/terminal-environment.ts';

/**
 * The console's process sends its process id (inside the container) before it becomes the shell. The engine cannot end
 * an exec, so closing a console needs this id to signal the process. The message is an OSC sequence, which terminals do
 * not display.
 */
const GREETING_START = '\u001b]bulkhead-console;';
const GREETING_END = '\u0007';
/** A process id has at most 7 digits (PID_MAX_LIMIT is 2^22). */
const GREETING_MAX_BYTES = GREETING_START.length + 8;

const LAUNCH = [
  `printf '\\033]bulkhead-console;%s\\007' "$$"`,
  'if [ $# -gt 0 ]; then exec "$@"; fi',
  'if command -v bash >/dev/null 2>&1; then exec bash; fi',
  'exec sh',
].join('\n');

/** Runs `command`, or without one bash where the image has it, else sh. */
export function launchCommand(command: readonly string[]): string[] {
  return ['sh', '-c', LAUNCH, 'sh', ...command];
}

/**
 * Signals the session's leader as a closing terminal does; the kernel then hangs up its foreground job. KILL ends a
 * leader that ignores the hang-up.
 */
export function hangUpCommand(pid: number, signalName: 'HUP' | 'KILL'): string[] {
  return ['sh', '-c', `kill -${signalName} ${pid}`];
}

/** Returns the environment of a console, with `added`. It keeps the container's own locale if there is one. */
export function consoleEnvironment(
  containerEnv: readonly string[],
  added: readonly { name: string; value: string }[] = [],
): string[] {
  const names = new Set(added.map(({ name }) => name));
  const own = terminalEnvironment(containerEnv).filter((entry) => !names.has(entry.split('=')[0] ?? ''));
  return [...own, ...added.map(({ name, value }) => `${name}=${value}`)];
}

/** Removes the greeting from the beginning of a console's output. */
export class GreetingReader {
  #held = Buffer.alloc(0);
  #done = false;
  #pid: number | undefined;

  /** Process id of the console's session leader; undefined without a greeting. */
  get pid(): number | undefined {
    return this.#pid;
  }

  /** Returns the console's own output in `chunk` and in earlier chunks that were held back. */
  push(chunk: Uint8Array): Uint8Array {
    if (this.#done) return chunk;
    this.#held = Buffer.concat([this.#held, chunk]);
    const text = this.#held.toString('latin1', 0, GREETING_MAX_BYTES);
    const match = /^(\d{1,7})/.exec(text.slice(GREETING_START.length));
    const end = text.indexOf(GREETING_END);
    if (text.startsWith(GREETING_START) && match && end === GREETING_START.length + match[0].length) {
      this.#pid = Number(match[0]);
      return this.#finish(end + 1);
    }
    const possible = GREETING_START.startsWith(text.slice(0, GREETING_START.length)) && end < 0;
    return possible && this.#held.length < GREETING_MAX_BYTES ? new Uint8Array() : this.#finish(0);
  }

  /** Returns the bytes held back. Call it when the output ends before a complete greeting. */
  flush(): Uint8Array {
    return this.#done ? new Uint8Array() : this.#finish(0);
  }

  #finish(from: number): Uint8Array {
    const rest = this.#held.subarray(from);
    this.#held = Buffer.alloc(0);
    this.#done = true;
    return rest;
  }
}
