import { Socket } from 'node:net';
import { createControlInput } from './control.ts';
import { ControlOutput } from './control-output.ts';
import { Gateway } from './gateway.ts';
import type { HostEnvironment } from './host-environment.ts';

/**
 * The program of the gateway container. Commands come in on stdin, messages go out on stdout, as JSON lines. When the
 * app goes away both stay as they are: the gateway keeps running with the policies it has.
 */
export function runGateway(environment: HostEnvironment): void {
  // A plain socket on the pipe: never a blocking write, whoever reads or does not read the other end.
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
