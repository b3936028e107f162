import tar from 'tar-stream';
import type { Engine } from './engine.ts';

export interface FileEnd {
  bytes: Uint8Array;
  /** Whether the file has bytes before these. */
  isCut: boolean;
}

/**
 * The last bytes of a file of a container, which need not run. Undefined when no file is there. Reads all of the file, and
 * keeps no more than `mostBytes` and a chunk.
 */
export async function readFileEnd(
  engine: Pick<Engine, 'statPath' | 'readArchive'>,
  { containerId, path }: { containerId: string; path: string },
  mostBytes: number,
  signal: AbortSignal,
): Promise<FileEnd | undefined> {
  if ((await engine.statPath(containerId, path, { signal }))?.kind !== 'file') return undefined;
  const archive = await engine.readArchive(containerId, path, signal);
  const extract = tar.extract();
  try {
    return await new Promise((resolve, reject) => {
      archive.on('error', reject);
      extract.on('error', reject);
      extract.on('finish', () => resolve(undefined));
      extract.on('entry', (_headers, file, next) => {
        const chunks: Buffer[] = [];
        let bytes = 0;
        let isCut = false;
        file.on('data', (chunk: Buffer) => {
          chunks.push(chunk);
          bytes += chunk.length;
          isCut ||= bytes > mostBytes;
          while (bytes - (chunks[0]?.length ?? 0) >= mostBytes) bytes -= chunks.shift()?.length ?? 0;
        });
        file.on('error', reject);
        file.on('end', () => {
          resolve({ bytes: Buffer.concat(chunks).subarray(-mostBytes), isCut });
          next();
        });
      });
      archive.pipe(extract);
    });
  } finally {
    archive.destroy();
    extract.destroy();
  }
}
