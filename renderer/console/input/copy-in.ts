import { openStream } from '../../ipc/engine-host.ts';
import { COPY_IN } from './copy-script.ts';
import { safeName } from './dropped-path.ts';

/** A folder of every agent that goes with its container; in memory where the root filesystem is read-only. */
export const FOLDER = '/tmp/dropped';

/** A fifth of the memory that agents have for /tmp by default. */
export const MAXIMUM_BYTES = 20 * 1024 * 1024;

/** Older files are removed when the folder would become larger. */
const MAXIMUM_FOLDER_BYTES = 2 * MAXIMUM_BYTES;

/** What a connection carries in one message. */
const CHUNK_BYTES = 64 * 1024;

/**
 * Copies a file into the agent and resolves to its path there. Rejects with the reason when the agent has no place for it;
 * after an abort nothing of it stays.
 */
export async function copyIn(agentId: string, file: File, signal: AbortSignal): Promise<string> {
  signal.throwIfAborted();
  if (file.size > MAXIMUM_BYTES) throw new Error(`${file.name} is larger than 20 MiB.`);
  const { stem, suffix } = safeName(file.name);
  const sizes = [file.size, MAXIMUM_FOLDER_BYTES].map(String);
  const output = { stdout: '', stderr: '' };
  const decoders = { stdout: new TextDecoder(), stderr: new TextDecoder() };
  const handle = openStream(
    'exec.run',
    { agentId, command: ['sh', '-c', COPY_IN, 'sh', FOLDER, stem, suffix, ...sizes], stdin: true },
    { onItem: ({ source, bytes }) => (output[source] += decoders[source].decode(bytes, { stream: true })) },
  );
  const onAbort = () => handle.close();
  signal.addEventListener('abort', onAbort, { once: true });
  try {
    const content = new Uint8Array(await file.arrayBuffer());
    for (let at = 0; at < content.length && !signal.aborted; at += CHUNK_BYTES) {
      handle.send({ type: 'data', bytes: content.slice(at, at + CHUNK_BYTES) });
      if (handle.full) await handle.ready();
    }
    handle.send({ type: 'end' });
    const { exitCode } = await handle.done;
    signal.throwIfAborted();
    if (exitCode !== 0) throw new Error(output.stderr.trim() || `The copy ended with code ${exitCode}.`);
    return `${FOLDER}/${output.stdout}`;
  } finally {
    signal.removeEventListener('abort', onAbort);
  }
}
