import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { MIB } from '../../contract/agent-spec.ts';
import type { Scope } from '../../lib/scope.ts';
import { ROLE_LABEL } from '../agents/labels.ts';
import type { Engine } from '../docker/engine.ts';
import { LineReader } from '../logs/line-reader.ts';

/** It ends by itself, also when the app is gone by then. */
const LIFETIME_MS = 60_000;
const READY_MS = 8_000;

/** Listens on every address of the engine's host and prints what arrives. Its first line comes after it reached itself. */
const PROGRAM = `
const net = require('net'), os = require('os');
const say = (line) => console.log(JSON.stringify(line));
setTimeout(() => process.exit(0), ${LIFETIME_MS});
const addresses = Object.values(os.networkInterfaces()).flat()
  .filter((each) => !each.internal && (each.family === 'IPv4' || each.family === 4)).map((each) => each.address);
const server = net.createServer((socket) => {
  say({ from: socket.remoteAddress, to: socket.localAddress });
  socket.on('error', () => {});
  socket.end('canary\\n');
});
server.listen(0, '0.0.0.0', () => {
  const port = server.address().port;
  const own = net.connect(port, addresses[0] || '127.0.0.1');
  own.on('error', () => {}).on('data', () => say({ port, addresses }));
});
`;

const canaryLineSchema = z.union([
  z.object({ from: z.string(), to: z.string() }),
  z.object({ port: z.number(), addresses: z.array(z.string()) }),
]);

/** A listener on the engine's host: whoever reaches it has left its network. */
export interface Canary {
  port: number;
  /** Every IPv4 address of the engine's host except loopback. */
  addresses: string[];
  /** Connections that arrived, as the listener saw them. */
  arrivals: readonly { from: string; to: string }[];
}

/**
 * Starts the canary on the engine's host network, from an image with Node that the app itself made. It holds no
 * rights, and is removed with the scope. undefined when it did not come up: nothing can be said then.
 */
export async function startCanary(
  engine: Engine,
  image: string,
  scope: Scope,
  signal: AbortSignal,
): Promise<Canary | undefined> {
  const containerId = await engine.createContainer(
    `bulkhead-canary-${randomUUID().slice(0, 8)}`,
    {
      Image: image,
      User: '65534:65534',
      Entrypoint: ['node', '-e', PROGRAM],
      Cmd: [],
      Labels: { [ROLE_LABEL]: 'canary' },
      HostConfig: {
        NetworkMode: 'host',
        AutoRemove: true,
        ReadonlyRootfs: true,
        CapDrop: ['ALL'],
        SecurityOpt: ['no-new-privileges'],
        Memory: 128 * MIB,
        MemorySwap: 128 * MIB,
        PidsLimit: 32,
      },
    },
    { signal },
  );
  scope.add(() => engine.removeContainer(containerId));
  const output = await engine.attach(containerId, { stdout: true, stderr: true, signal: scope.signal });
  scope.add(() => void output.destroy());
  const arrivals: { from: string; to: string }[] = [];
  const ready = new Promise<Canary | undefined>((resolve) => {
    const timer = setTimeout(() => resolve(undefined), READY_MS);
    scope.add(() => clearTimeout(timer));
    const reader = new LineReader(false, (source, line) => {
      if (source !== 'stdout') return;
      const said = canaryLineSchema.parse(JSON.parse(line));
      if ('from' in said) arrivals.push(said);
      // Its own connection arrived before; it comes from an address that no agent has.
      else resolve({ ...said, arrivals });
    });
    output.on('data', (chunk: Uint8Array) => reader.push(chunk));
    // The scope destroys the stream at the end; an early end means that the canary died.
    output.on('error', () => resolve(undefined));
    output.on('close', () => resolve(undefined));
  });
  await engine.startContainer(containerId, { signal });
  return await ready;
}
