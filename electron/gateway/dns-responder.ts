import { createSocket, type Socket as UdpSocket } from 'node:dgram';
import { createServer, type Server, type Socket } from 'node:net';
import { noSuchName, readDnsQuery } from './dns-message.ts';
import { blockedRecord } from './flow.ts';
import type { GateServices } from './gate.ts';

/** The minimum interval between two reports of look-ups. */
const REPORT_INTERVAL_MS = 2_000;
const TCP_CONNECTIONS_LIMIT = 32;
const TCP_IDLE_MS = 5_000;

export interface DnsResponder {
  readonly port: number;
  /** Records the look-ups since the last report in the audit, when a report is due. */
  report(): void;
  close(): void;
}

/**
 * Answers "no such name" to every DNS query on an agent's address, over UDP and TCP: the gateway resolves names for
 * allowed requests only. Undefined when the port is not available; then look-ups only fail more slowly.
 */
export async function openDnsResponder(
  agentId: string,
  address: string,
  services: GateServices,
): Promise<DnsResponder | undefined> {
  const { environment } = services;
  let count = 0;
  let lastName = '';
  let reportedAt = environment.monotonicMs();
  const answer = (message: Buffer): Buffer | undefined => {
    const query = readDnsQuery(message);
    if (query === undefined) return undefined;
    count += 1;
    lastName = query.name;
    return noSuchName(query);
  };
  const report = (): void => {
    if (count === 0 || environment.monotonicMs() - reportedAt < REPORT_INTERVAL_MS) return;
    const request = { host: lastName, port: environment.dnsPort };
    const record = blockedRecord(
      { agentId, kind: 'tunnel', request, reason: 'dns' },
      environment.wallMs(),
      {},
    );
    services.record({ ...record, kind: 'dns', count });
    count = 0;
    reportedAt = environment.monotonicMs();
  };
  const tcp = createServer((socket) => serveTcp(socket, answer));
  tcp.maxConnections = TCP_CONNECTIONS_LIMIT;
  const udp = createSocket('udp4');
  const close = () => {
    tcp.close();
    udp.close();
  };
  try {
    const port = await listenTcp(tcp, address, environment.dnsPort);
    await bindUdp(udp, address, port);
    udp.on('message', (message, sender) => {
      const reply = answer(message);
      // A failed answer is lost like any datagram.
      if (reply !== undefined) udp.send(reply, sender.port, sender.address, () => undefined);
    });
    // The error is an ICMP message about a client that closed its socket.
    udp.on('error', () => undefined);
    return { port, report, close };
  } catch {
    close();
    return undefined;
  }
}

function serveTcp(socket: Socket, answer: (message: Buffer) => Buffer | undefined): void {
  let pending = Buffer.alloc(0);
  socket.setTimeout(TCP_IDLE_MS, () => socket.destroy());
  socket.on('error', () => socket.destroy());
  socket.on('data', (chunk: Buffer) => {
    pending = Buffer.concat([pending, chunk]);
    while (pending.length >= 2) {
      const length = pending.readUInt16BE(0);
      if (pending.length < 2 + length) return;
      const reply = answer(pending.subarray(2, 2 + length));
      pending = pending.subarray(2 + length);
      if (reply === undefined) return void socket.destroy();
      const prefix = Buffer.alloc(2);
      prefix.writeUInt16BE(reply.length, 0);
      // The client sends queries and does not read the answers.
      if (!socket.write(Buffer.concat([prefix, reply]))) return void socket.destroy();
    }
  });
}

function listenTcp(server: Server, host: string, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen({ host, port }, () => {
      const bound = server.address();
      resolve(typeof bound === 'object' && bound !== null ? bound.port : port);
    });
  });
}

function bindUdp(socket: UdpSocket, address: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    socket.once('error', reject);
    socket.bind({ address, port }, () => {
      socket.removeListener('error', reject);
      resolve();
    });
  });
}
