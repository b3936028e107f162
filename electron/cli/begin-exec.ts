import { RpcClient } from '../client/rpc-client.ts';
import { type Opening, startControl } from '../control/connect.ts';
import { dataPathOf } from './places.ts';
import { runProgram } from './run-program.ts';
import { lateStream, writeParts } from './standard-streams.ts';

/** Returns the words of “exec AGENT PROGRAM…”; undefined for all that only the argument library can read. */
export function plainExec([word, agent = '', ...command]: readonly string[]):
  | { agent: string; command: string[] }
  | undefined {
  const isPlain = (text = '') => text !== '' && !text.startsWith('-');
  return word === 'exec' && isPlain(agent) && isPlain(command[0]) ? { agent, command } : undefined;
}

/**
 * Sends “exec AGENT PROGRAM…” to the engine host that runs, before the rest of this program is even loaded: to load it
 * takes longer than the host's part of a short program. Returns undefined for other command lines. Resolves to the exit
 * code, or to undefined when no host runs. Rejects as the command does.
 */
export function beginExec(
  argv: readonly string[],
  signal: AbortSignal,
): Promise<number | undefined> | undefined {
  const words = plainExec(argv);
  const opening = words && tryStart(signal);
  if (!opening) return undefined;
  const streams = { stdout: lateStream('stdout'), stderr: lateStream('stderr') };
  const running = runProgram(
    { client: new RpcClient(opening.port) },
    {
      input: { ...words, env: [], directory: '' },
      signal,
      onOutput: (source, bytes) => writeParts(streams, { [source]: bytes }),
    },
  );
  running.catch(() => undefined);
  return opening.accepted
    .then((isAccepted) => (isAccepted ? running : undefined))
    .finally(() => opening.port.close());
}

/** Without a host's folder, or with one that must not be used, the command itself finds out again and says so. */
function tryStart(signal: AbortSignal): Opening | undefined {
  try {
    return startControl(dataPathOf(), signal);
  } catch {
    return undefined;
  }
}
