import { Socket } from 'node:net';
import { createControlInput } from './control.ts';
import { ControlOutput } from './control-output.ts';
import { Gateway } from './gateway.ts';
import type { HostEnvironment } from './host-environment.ts';

/**
 * The program of the gateway container. It reads commands from stdin and writes messages to stdout, as JSON lines. Both
 * stay open when the app ends, so the gateway keeps running with its policies.
 */
export function runGateway(environment: HostEnvironment): void {
  // The program uses a plain socket on the pipe, because its writes never block, even without a reader.
  const output = new ControlOutput(new Socket({ fd: 1, readable: false, writable: true }));
  const gateway = new Gateway(environment, output);
  const input = createControlInput(gateway, (message) => output.send(message));
  process.stdin.on('data', (chunk: Buffer) => input.push(chunk));
  process.stdin.on('error', () => input.reset());
  process.stdin.on('end', () => input.reset());
  process.on('uncaughtException', (error) => gateway.fault(error));
  process.on('unhandledRejection', (reason) => gateway.fault(reason));
  const stop = () => {
    void gateway.close().then(() => process.exit(0));
  };
  process.on('SIGTERM', stop);
  process.on('SIGINT', stop);
  gateway.greet();
}
