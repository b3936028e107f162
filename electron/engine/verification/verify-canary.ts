import { z } from 'zod';
import { MIB } from '../../contract/agent-spec.ts';
import type { Scope } from '../../lib/scope.ts';
import type { Engine } from '../docker/engine.ts';
import { LineReader } from '../docker/line-reader.ts';
import { pushChunks } from '../docker/push-chunks.ts';
import { ROLE_LABEL } from '../objects/labels.ts';
import { helperName } from '../objects/object-names.ts';

/** The canary ends by itself after this time, even without the app. */
const LIFETIME_MS = 60_000;
const READY_MS = 8_000;

/**
 * Listens on every address of the engine's host, for connections and datagrams, and prints each arrival. A connection
 * that sends "hold TOKEN" stays open, and its end is printed. The first line is printed after the program has reached
 * itself.
 */
const PROGRAM = `
const net = require('net'), os = require('os'), dgram = require('dgram');
const say = (line) => console.log(JSON.stringify(line));
setTimeout(() => process.exit(0), ${LIFETIME_MS});
const addresses = Object.values(os.networkInterfaces()).flat()
  .filter((each) => !each.internal && (each.family === 'IPv4' || each.family === 4)).map((each) => each.address);
const server = net.createServer((socket) => {
  say({ from: socket.remoteAddress, to: socket.localAddress });
  socket.on('error', () => {});
  const bye = setTimeout(() => socket.end('canary\\n'), 3000);
  socket.on('data', (chunk) => {
    const token = /^hold (\\w+)/.exec(String(chunk));
    clearTimeout(bye);
    if (!token) return socket.end('canary\\n');
    say({ held: token[1] });
    const tick = setInterval(() => socket.write('.'), 50);
    socket.on('close', () => { clearInterval(tick); say({ closed: token[1] }); });
  });
});
const listen = (address, port) => new Promise((resolve) => {
  const socket = dgram.createSocket('udp4');
  socket.on('error', resolve).on('message', (_bytes, { address: from }) => say({ from, to: address, datagram: true }));
  socket.bind(port, address, resolve);
});
server.listen(0, '0.0.0.0', async () => {
  const port = server.address().port;
  await Promise.all(addresses.map((address) => listen(address, port)));
  const own = net.connect(port, addresses[0] || '127.0.0.1');
  own.write('hello\\n');
  own.on('error', () => {}).on('data', () => say({ port, addresses }));
});
`;

const canaryLineSchema = z.union([
  z.object({ from: z.string(), to: z.string(), datagram: z.boolean().optional() }),
  z.object({ held: z.string() }),
  z.object({ closed: z.string() }),
  z.object({ port: z.number(), addresses: z.array(z.string()) }),
]);

/** A listener on the engine's host: an agent that reaches it has left its network. */
export interface Canary {
  port: number;
  /** Every IPv4 address of the engine's host except loopback. */
  addresses: string[];
  /** Connections that arrived, as the listener saw them. */
  arrivals: readonly Arrival[];
  /** Datagrams that arrived. */
  datagrams: readonly Arrival[];
  /** Tokens of open held connections, and of those that have ended. */
  held: ReadonlySet<string>;
  closed: ReadonlySet<string>;
}

export interface Arrival {
  from: string;
  to: string;
}

/**
 * Starts the canary on the engine's host network, from one of the app's own images with Node. It has no capabilities,
 * and is removed with the scope. Resolves to undefined when it did not start: the probes that need it are then
 * inconclusive.
 */
export async function startCanary(
  engine: Engine,
  image: string,
  scope: Scope,
  signal: AbortSignal,
): Promise<Canary | undefined> {
  const containerId = await engine.createContainer(
    helperName('canary'),
    {
      Image: image,
      User: '65534:65534',
      Entrypoint: ['node', '-e', PROGRAM],
      Cmd: [],
      Labels: { [ROLE_LABEL]: 'canary' },
      HostConfig: {
        NetworkMode: 'host',
        // The host's network needs the host's users, where the engine remaps them.
        UsernsMode: 'host',
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
  const arrivals: Arrival[] = [];
  const datagrams: Arrival[] = [];
  const held = new Set<string>();
  const closed = new Set<string>();
  const ready = new Promise<Canary | undefined>((resolve) => {
    const timer = setTimeout(() => resolve(undefined), READY_MS);
    scope.add(() => clearTimeout(timer));
    const reader = new LineReader(false, (source, line) => {
      if (source !== 'stdout') return;
      const message = canaryLineSchema.parse(JSON.parse(line));
      if ('from' in message) (message.datagram ? datagrams : arrivals).push(message);
      else if ('held' in message) held.add(message.held);
      else if ('closed' in message) closed.add(message.closed);
      // Its own connection arrived before, from an address that no agent has.
      else resolve({ ...message, arrivals, datagrams, held, closed });
    });
    pushChunks(output, (chunk) => reader.push(chunk));
    // The scope destroys the stream at the end; an earlier end means that the canary died.
    output.on('error', () => resolve(undefined));
    output.on('close', () => resolve(undefined));
  });
  await engine.startContainer(containerId, { signal });
  return await ready;
}
