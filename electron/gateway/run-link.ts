import { Socket } from 'node:net';
import type { RelayLink } from '../lib/relay/link.ts';

/** Runs a relay link over this program's stdin and stdout until stdin ends. */
export function runLink(open: (send: (bytes: Uint8Array) => void) => RelayLink): void {
  const output = new Socket({ fd: 1, readable: false, writable: true });
  const link = open((bytes) => output.write(bytes));
  const stop = () => process.exit(0);
  output.on('error', stop);
  process.stdin.on('data', (chunk: Buffer) => link.push(chunk));
  process.stdin.on('end', stop);
  process.stdin.on('error', stop);
}
