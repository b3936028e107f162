import tar from 'tar-stream';

export interface TarEntry {
  /** Path inside the archive, with `/`. A reader of foreign archives must not trust it. */
  name: string;
  type: 'file' | 'directory' | 'symlink';
  /** Permission bits; 0o644 for files and 0o755 for directories when left out. */
  mode?: number;
  uid?: number;
  gid?: number;
  content?: Uint8Array;
  /** Target of a symlink. */
  target?: string;
}

/** A constant time, so that the same entries always give the same bytes. */
const MODIFIED_AT = new Date(0);

/** Packs the entries, in their order, for `putArchive` and `buildImage`. */
export async function packTar(entries: readonly TarEntry[]): Promise<Uint8Array> {
  const pack = tar.pack();
  const chunks: Buffer[] = [];
  pack.on('data', (chunk: Buffer) => chunks.push(chunk));
  const ended = new Promise<void>((resolve, reject) => {
    pack.on('end', resolve);
    pack.on('error', reject);
  });
  for (const entry of entries) {
    await new Promise<void>((resolve, reject) => {
      const done = (error?: Error | null) => (error ? reject(error) : resolve());
      const { name, type, mode = type === 'directory' ? 0o755 : 0o644, uid = 0, gid = 0 } = entry;
      const headers = { name, type, mode, uid, gid, mtime: MODIFIED_AT };
      if (type === 'file') pack.entry(headers, Buffer.from(entry.content ?? []), done);
      else pack.entry({ ...headers, ...(type === 'symlink' ? { linkname: entry.target ?? '' } : {}) }, done);
    });
  }
  pack.finalize();
  await ended;
  return Buffer.concat(chunks);
}

/**
 * Unpacks the files, directories and symlinks of an archive; omits hard links and devices. Rejects on a broken archive.
 */
export function unpackTar(archive: Uint8Array): Promise<TarEntry[]> {
  return new Promise((resolve, reject) => {
    const entries: TarEntry[] = [];
    const extract = tar.extract();
    extract.on('entry', ({ name, type, mode = 0, uid = 0, gid = 0, linkname }, stream, next) => {
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.on('error', reject);
      stream.on('end', () => {
        // Archives written by Go also encode the file's type in the mode.
        const common = { name: name.replace(/\/$/, ''), mode: mode & 0o7777, uid, gid };
        if (type === 'directory') entries.push({ ...common, type });
        else if (type === 'symlink') entries.push({ ...common, type, target: linkname ?? '' });
        else if (type === 'file') entries.push({ ...common, type, content: Buffer.concat(chunks) });
        next();
      });
    });
    extract.on('finish', () => resolve(entries));
    extract.on('error', reject);
    extract.end(Buffer.from(archive.buffer, archive.byteOffset, archive.byteLength));
  });
}
