import { followStream } from '../client/follow-stream.ts';
import type { StreamHandle } from '../client/rpc-client.ts';
import { DetachKeys } from './detach-keys.ts';
import { EXIT, UsageError } from './exit-code.ts';
import type { Session } from './session.ts';

/** 128 + SIGHUP: the program ended with its agent. */
const HUNG_UP = 129;

/**
 * Opens a console on this terminal. The program gets all keys, also Ctrl+C. Ctrl+P Ctrl+Q detaches and leaves the
 * program running. Resolves to the program's exit code, or to 0 after Ctrl+P Ctrl+Q. Throws `UsageError` without a
 * terminal.
 */
export async function runConsole(
  { client }: Session,
  { agentId, command, signal }: { agentId: string; command: string[]; signal: AbortSignal },
): Promise<number> {
  const { stdin, stdout } = process;
  if (!stdin.isTTY || !stdout.isTTY) throw new UsageError('A console needs a terminal. Use “bulkhead exec”.');
  // A terminal may report no size.
  const size = () => ({ columns: stdout.columns || 80, rows: stdout.rows || 24 });
  const keys = new DetachKeys();
  let isDetached = false;
  let stream: StreamHandle<'console.open'> | undefined;
  const onResize = () => stream?.send({ type: 'resize', ...size() });
  const onData = (typed: Uint8Array) => {
    const { bytes, detached } = keys.push(typed);
    if (bytes.length > 0) stream?.send({ type: 'data', bytes });
    if (!detached) return;
    isDetached = true;
    stream?.send({ type: 'detach' });
  };
  stdin.setRawMode(true);
  try {
    const result = await followStream(
      client,
      'console.open',
      { agentId, command, ...size() },
      signal,
      (bytes) => new Promise<void>((resolve) => void stdout.write(bytes, () => resolve())),
      (opened) => {
        stream = opened;
        stdin.on('data', onData);
        stdout.on('resize', onResize);
      },
    );
    if (isDetached) return 0;
    if (!result) return EXIT.interrupted;
    return result.exitCode ?? HUNG_UP;
  } finally {
    stdin.off('data', onData);
    stdout.off('resize', onResize);
    stdin.setRawMode(false);
    stdin.pause();
  }
}
