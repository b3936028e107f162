import type { Duplex } from 'node:stream';
import { RelayRefused } from '../../lib/relay/link.ts';
import { LOOPBACK_READY, loopbackProgram } from '../../lib/relay/loopback-program.ts';
import type { Engine } from '../docker/engine.ts';
import { FrameReader } from '../docker/frames.ts';
import { pushChunks } from '../docker/push-chunks.ts';

/** A program that the image starts slowly, under gVisor too, answers within this time. */
const ANSWER_WITHIN_MS = 10_000;

/**
 * Joins a stream to a port that listens on a container's own loopback, where the gateway cannot reach it. An exec is in
 * the container's network namespace; a program of the image carries the connection, one exec for each. Rejects with
 * `RelayRefused` when nothing listens there, or when the image has no such program; the stream is then untouched.
 */
export async function connectInside(
  engine: Engine,
  target: { readonly containerId: string; readonly port: number },
  stream: Duplex,
  signal: AbortSignal,
): Promise<void> {
  const execId = await engine.createExec(
    target.containerId,
    { Cmd: loopbackProgram(target.port), AttachStdin: true, AttachStdout: true, AttachStderr: true },
    { signal },
  );
  const program = await engine.startExec(execId, { tty: false, stdin: true, signal });
  await new Promise<void>((resolve, reject) => {
    let joined = false;
    const refuse = () => {
      program.destroy();
      reject(new RelayRefused('ECONNREFUSED'));
    };
    const timer = setTimeout(refuse, ANSWER_WITHIN_MS);
    const join = () => {
      joined = true;
      clearTimeout(timer);
      stream.pipe(program);
      stream.once('close', () => program.destroy());
      resolve();
    };
    const onOutput = (bytes: Uint8Array) => {
      let data = bytes;
      if (!joined) {
        if (bytes[0] !== LOOPBACK_READY) return refuse();
        join();
        data = bytes.subarray(1);
      }
      if (data.length === 0 || stream.write(data)) return;
      program.pause();
      stream.once('drain', () => program.resume());
    };
    const frames = new FrameReader((source, bytes) => {
      if (source === 'stdout') onOutput(bytes);
    });
    pushChunks(program, (chunk) => frames.push(chunk));
    const onEnd = () => {
      clearTimeout(timer);
      if (!joined) refuse();
      else if (!stream.writableEnded) stream.end();
      // The engine may end only its half when the program ends.
      program.destroy();
    };
    program.once('end', onEnd);
    program.once('close', onEnd);
    program.on('error', () => program.destroy());
    stream.once('close', () => {
      if (!joined) refuse();
    });
  });
}
