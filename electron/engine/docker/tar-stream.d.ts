/** Types of the part of tar-stream 2 that tar.ts uses; the package has no types of its own. */
declare module 'tar-stream' {
  import type { Readable, Writable } from 'node:stream';

  interface Headers {
    name: string;
    type?: string | null;
    mode?: number;
    uid?: number;
    gid?: number;
    size?: number;
    mtime?: Date;
    linkname?: string | null;
  }

  interface Pack extends Readable {
    entry(headers: Headers, content: Buffer, done: (error?: Error | null) => void): unknown;
    entry(headers: Headers, done: (error?: Error | null) => void): unknown;
    finalize(): void;
  }

  interface Extract extends Writable {
    on(event: 'entry', listener: (headers: Headers, stream: Readable, next: () => void) => void): this;
    on(event: 'finish', listener: () => void): this;
    on(event: 'error', listener: (error: Error) => void): this;
  }

  function pack(): Pack;
  function extract(): Extract;
}
