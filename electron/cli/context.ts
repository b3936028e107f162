import type { CommandDefinition } from './definition.ts';
import type { Output } from './output.ts';
import type { Session } from './session.ts';

/** Dependencies of a command. */
export interface Context {
  output: Output;
  /** Aborts when the person or the system ends the program. */
  signal: AbortSignal;
  /** Resolves to the session. The first call connects to the engine host, or starts one for this command. */
  session(): Promise<Session>;
  /** Resolves to the session with the engine host that runs, or to undefined when none does. */
  joined(): Promise<Session | undefined>;
  /** Resolves to all commands. */
  definitions(): Promise<readonly CommandDefinition[]>;
}
