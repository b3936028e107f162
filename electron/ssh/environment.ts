import type { Variable } from './agent-programs.ts';

const ACCEPTED = /^(?:LANG|LC_[A-Z]+|TZ|COLORTERM|NO_COLOR|GIT_PROTOCOL)$/;
const MAXIMUM_CHARACTERS = 1_000;
const MAXIMUM_VARIABLES = 40;

/**
 * The variables that a client may set: locale, time zone, colours and git's protocol version. Others could change what a
 * program of the agent loads or reaches (`LD_PRELOAD`, `HTTP_PROXY`).
 */
export class SessionEnvironment {
  readonly #variables = new Map<string, string>();

  /** Returns whether the variable is accepted. */
  add(name: string, value: string): boolean {
    if (!ACCEPTED.test(name) || value.length > MAXIMUM_CHARACTERS || value.includes('\0')) return false;
    if (this.#variables.size >= MAXIMUM_VARIABLES) return false;
    this.#variables.set(name, value);
    return true;
  }

  /** The variables, with the name of the terminal's type if there is a terminal. */
  list(terminal?: string): Variable[] {
    const variables = new Map(this.#variables);
    if (terminal !== undefined && /^[\w.+-]{1,60}$/.test(terminal)) variables.set('TERM', terminal);
    return [...variables].map(([name, value]) => ({ name, value }));
  }
}
