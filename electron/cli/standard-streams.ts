/** 128 + SIGPIPE, the usual exit code when the reader of a pipe has ended. */
const BROKEN_PIPE = 141;

type Name = 'stdout' | 'stderr';

const opened = new Map<Name, NodeJS.WriteStream>();

/** The process's stdout or stderr. It is opened by the first use, because that takes a millisecond. */
export function standardStream(name: Name): NodeJS.WriteStream {
  const present = opened.get(name);
  if (present) return present;
  const stream = process[name];
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit(BROKEN_PIPE);
    throw error;
  });
  opened.set(name, stream);
  return stream;
}

/**
 * Resolves when what was written to stdout has left this process: an exit would lose what waits in a pipe. A connection that
 * was carried over stdout may have ended it already.
 */
export async function whenWritten(): Promise<void> {
  const stdout = opened.get('stdout');
  if (stdout && !stdout.writableEnded)
    await new Promise<void>((resolve) => void stdout.write('', () => resolve()));
}
