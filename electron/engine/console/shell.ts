/**
 * The console's process says its process id (inside the container) before it becomes the shell: the engine has no
 * way to end an exec, so whoever closes a console must be able to signal it. OSC, so that nothing shows if a terminal
 * ever sees it.
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
 * What a closing terminal does: a hang-up for the session's leader, whereupon the kernel hangs up its foreground
 * job. The leader is killed if it is still there afterwards.
 */
export function hangUpCommand(pid: number, signalName: 'HUP' | 'KILL'): string[] {
  return ['sh', '-c', `kill -${signalName} ${pid}`];
}

/** The environment of a console. The container's own locale is left alone when it has one. */
export function consoleEnvironment(containerEnv: readonly string[]): string[] {
  const hasLocale = containerEnv.some((entry) => /^(LANG|LC_ALL)=./.test(entry));
  return ['TERM=xterm-256color', 'COLORTERM=truecolor', ...(hasLocale ? [] : ['LANG=C.UTF-8'])];
}

/** Takes the greeting off the first bytes of a console's output. */
export class GreetingReader {
  #held = Buffer.alloc(0);
  #done = false;
  #pid: number | undefined;

  /** Process id of the console's session leader; undefined when the greeting did not come. */
  get pid(): number | undefined {
    return this.#pid;
  }

  /** What of `chunk` (and of earlier ones held back) is the console's own output. */
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

  /** The rest, when the output ended before it was clear whether it begins with a greeting. */
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

/**
 * The name of the program that the engine could not start, when that is what a console's whole output says
 * (runc and crun report it in the output stream, with exit code 126 or 127).
 */
export function missingProgram(output: string): string | undefined {
  if (
    !/OCI runtime exec failed|OCI runtime attempted to invoke|starting container process caused/i.test(output)
  ) {
    return undefined;
  }
  return /exec: \\?"([^"\\]+)\\?"/.exec(output)?.[1] ?? /executable file [`']([^`']+)[`']/.exec(output)?.[1];
}
