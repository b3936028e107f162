/** 128 + SIGPIPE, the usual exit code when the reader of a pipe has ended. */
const BROKEN_PIPE = 141;

type Name = 'stdout' | 'stderr';

export interface OutputStream {
  /** Calls back when the text has left this process. Returns false if the reader is slow. */
  write(text: string | Uint8Array, onWritten?: () => void): boolean;
  isTTY?: boolean | undefined;
}

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

/** The same, opened by the first use of what is returned. */
export function lateStream(name: Name): OutputStream {
  return {
    write: (text, onWritten) => standardStream(name).write(text, onWritten),
    get isTTY() {
      return standardStream(name).isTTY;
    },
  };
}

/** Writes a program's output unchanged. Resolves when the readers can receive more. */
export async function writeParts(
  streams: Readonly<Record<Name, OutputStream>>,
  parts: Readonly<Partial<Record<Name, string | Uint8Array>>>,
): Promise<void> {
  await Promise.all(
    (['stdout', 'stderr'] as const).map(
      (name) =>
        new Promise<void>((resolve) => {
          const part = parts[name] ?? '';
          if (part.length === 0 || streams[name].write(part, resolve)) resolve();
        }),
    ),
  );
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
