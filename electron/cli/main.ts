import { AppFailure } from '../contract/error.ts';
import type { Context } from './context.ts';
import type { CommandDefinition } from './definition.ts';
import { EXIT, exitCodeOf, RefusedError, TimeoutError, UsageError } from './exit-code.ts';
import { Output } from './output.ts';
import { parseCommandLine } from './program.ts';
import { allCommands, COMMANDS } from './registry.ts';
import { joinSession, type Session, startSession } from './session.ts';
import { lateStream } from './standard-streams.ts';
import { VERSION } from './version.ts';
import { warnOfOtherEngine } from './warn-of-other-engine.ts';

/** Runs one command line. Resolves to the exit code; nothing that a command rejects with leaves this function. */
export async function main(argv: readonly string[], signal: AbortSignal): Promise<number> {
  // A command line that is wrong is reported as it asks for, too.
  let output = outputFor(asksForJson(argv));
  let joined: Promise<Session | undefined> | undefined;
  let own: Promise<Session> | undefined;
  const join = () => {
    joined ??= joinSession(signal);
    return joined;
  };
  const start = () => {
    if (own) return own;
    own = startSession(signal);
    void own.then((session) => warnOfOtherEngine(session, output)).catch(() => undefined);
    return own;
  };
  let runsProgram = false;
  try {
    const request = parseCommandLine(await commandsFor(argv[0] ?? ''), argv, VERSION);
    if (request.kind === 'help') {
      lateStream('stdout').write(request.text);
      return 0;
    }
    runsProgram = request.definition.exitsWithProgram === true;
    output = outputFor(request.json);
    const context: Context = {
      output,
      signal,
      definitions: allCommands,
      joined: join,
      session: async () => (await join()) ?? (await start()),
    };
    return (await request.definition.run(request.input, context)) ?? 0;
  } catch (error) {
    return reportFailure(error, { output, signal, runsProgram });
  } finally {
    for (const session of [joined, own])
      await session?.then((opened) => opened?.dispose()).catch(() => undefined);
  }
}

const outputFor = (json: boolean) =>
  new Output({ stdout: lateStream('stdout'), stderr: lateStream('stderr'), environment: process.env, json });

/** Says why a command failed; returns its exit code. */
export function reportFailure(
  error: unknown,
  how: { signal: AbortSignal; runsProgram: boolean; output?: Output },
): number {
  const { signal, runsProgram, output = outputFor(false) } = how;
  output.error(describe(error, signal));
  return signal.aborted && !(error instanceof UsageError) ? EXIT.interrupted : exitCodeOf(error, runsProgram);
}

/** Resolves to the commands that the first word of the command line needs: all of them for help. */
async function commandsFor(word: string): Promise<readonly CommandDefinition[]> {
  if (word === '--version' || word === '-V') return [];
  return Object.hasOwn(COMMANDS, word) ? ((await COMMANDS[word]?.()) ?? []) : await allCommands();
}

function describe(error: unknown, signal: AbortSignal): AppFailure['error'] {
  const words = (type: AppFailure['error']['type'], message: string) => ({ type, message, actions: [] });
  if (signal.aborted) return words('cancelled', 'Cancelled.');
  if (error instanceof AppFailure) return error.error;
  if (error instanceof UsageError) return words('invalid-input', error.message);
  if (error instanceof RefusedError) return words('not-allowed', error.message);
  if (error instanceof TimeoutError) return words('cancelled', error.message);
  return words('internal', error instanceof Error ? error.message : String(error));
}

/** Whether the options of the command, and not of a program that it runs, have “--json”. */
function asksForJson(argv: readonly string[]): boolean {
  const end = argv.indexOf('--');
  return argv.slice(0, end < 0 ? argv.length : end).includes('--json');
}
