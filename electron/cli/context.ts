import type { CommandDefinition } from './definition.ts';
import type { Output } from './output.ts';
import type { Session } from './session.ts';

/** What a command runs with. */
export interface Context {
  output: Output;
  /** Aborts when the person or the system ends the program. */
  signal: AbortSignal;
  /** The engine host's client; connects, or starts a host for this command, at the first call. */
  session(): Promise<Session>;
  /** Every command there is. */
  definitions(): Promise<readonly CommandDefinition[]>;
}
