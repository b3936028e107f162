import { PassThrough } from 'node:stream';
import type { Engine } from '../docker/engine.ts';
import type { StreamSink } from '../rpc/handlers.ts';

interface Place {
  containerId: string;
  path: string;
}

/** Passes a tar of the path to the client, as fast as it reads. */
export async function readArchive(
  engine: Pick<Engine, 'readArchive'>,
  { containerId, path }: Place,
  sink: StreamSink<'archive.read'>,
): Promise<void> {
  for await (const chunk of await engine.readArchive(containerId, path, sink.signal)) {
    sink.push(Uint8Array.from(chunk as Buffer));
    if (sink.full) await sink.ready();
  }
}

/** Unpacks the client's tar into the folder. A client that goes away ends it, so that the engine gets no whole tar. */
export async function writeArchive(
  engine: Pick<Engine, 'writeArchive'>,
  { containerId, path }: Place,
  sink: StreamSink<'archive.write'>,
): Promise<void> {
  const tar = new PassThrough();
  // The engine's answer tells what went wrong; an error of the body alone must not end the process.
  tar.on('error', () => undefined);
  sink.onInput((input) => {
    if (input.type === 'end') tar.end();
    else if (!tar.destroyed) return new Promise<void>((resolve) => tar.write(input.bytes, () => resolve()));
  });
  try {
    await engine.writeArchive(containerId, path, tar, sink.signal);
  } finally {
    tar.destroy();
  }
}
