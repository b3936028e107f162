import { timingSafeEqual } from 'node:crypto';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { type AuthContext, type Connection, type ParsedKey, Server, utils } from 'ssh2';
import type { Clock } from '../lib/clock.ts';
import type { AgentPrograms } from './agent-programs.ts';
import { forwardPort, isAgentItself } from './forward.ts';
import { serveSession } from './session.ts';
import type { RequestDialect } from './sftp/requests.ts';

/** A client that has not identified itself by then is disconnected. */
const LOGIN_WITHIN_MS = 60_000;
const MAXIMUM_ATTEMPTS = 10;
/** Sessions and forwarded connections at once. */
const MAXIMUM_CHANNELS = 128;
/** Clients that name the target of a symbolic link first, as OpenSSH does. */
const TARGET_FIRST = /^SSH-2.0-(?:OpenSSH|dropbear)/;
const HIGHEST_PORT = 65_535;

export interface SshServerOptions {
  /** The connection to the client. */
  connection: Duplex;
  /** The private key that identifies this installation, in OpenSSH's format. */
  hostKey: string;
  /** The only public key that is admitted, in OpenSSH's format. */
  clientKey: string;
  agentName: string;
  programs: AgentPrograms;
  clock: Clock;
  /** Ends the connection. */
  signal: AbortSignal;
}

/** Serves one SSH connection, whose sessions run in one agent. Resolves when the connection has ended; never rejects. */
export function serveSsh(options: SshServerOptions): Promise<void> {
  const { connection, hostKey, clock } = options;
  const server = new Server({
    hostKeys: [hostKey],
    ident: 'Bulkhead',
    // Ciphers that Node has natively; each end is local, so nothing older needs to be understood.
    algorithms: {
      kex: ['curve25519-sha256', 'curve25519-sha256@libssh.org', 'ecdh-sha2-nistp256'],
      cipher: ['aes128-gcm@openssh.com', 'aes256-gcm@openssh.com', 'aes128-ctr', 'aes256-ctr'],
      hmac: ['hmac-sha2-256-etm@openssh.com', 'hmac-sha2-256'],
      serverHostKey: ['ssh-ed25519'],
      compress: ['none'],
    },
    keepaliveInterval: 0,
  });
  const ending = new AbortController();
  return new Promise((resolve) => {
    const end = () => {
      cancelDeadline();
      options.signal.removeEventListener('abort', end);
      ending.abort();
      connection.destroy();
      resolve();
    };
    const cancelDeadline = clock.after(LOGIN_WITHIN_MS, end);
    options.signal.addEventListener('abort', end, { once: true });
    connection.once('close', end);
    connection.once('end', end);
    connection.once('error', end);
    // ssh2 only ends its own half when the first line of a client is malformed.
    connection.once('finish', end);
    server.on('connection', (client, { header }) => {
      // What a client sends is at fault, never this process: the connection ends.
      client.on('error', end);
      client.on('close', end);
      client.once('ready', cancelDeadline);
      authenticate(client, options.clientKey, end);
      serveClient(client, options, {
        targetFirst: TARGET_FIRST.test(header.identRaw),
        signal: ending.signal,
      });
    });
    server.injectSocket(connection as Socket);
  });
}

function authenticate(client: Connection, clientKey: string, end: () => void): void {
  const allowed = utils.parseKey(clientKey);
  if (allowed instanceof Error) throw allowed;
  let attempts = 0;
  client.on('authentication', (context) => {
    attempts += 1;
    if (isAllowed(context, allowed)) context.accept();
    else if (attempts < MAXIMUM_ATTEMPTS) context.reject(['publickey']);
    else end();
  });
}

/** The first request of a client asks only whether the key would do, without a signature. */
function isAllowed(context: AuthContext, allowed: ParsedKey): boolean {
  if (context.method !== 'publickey' || context.key.algo !== allowed.type) return false;
  const expected = allowed.getPublicSSH();
  const { data } = context.key;
  if (data.length !== expected.length || !timingSafeEqual(data, expected)) return false;
  if (!context.signature || !context.blob) return context.signature === undefined;
  return allowed.verify(context.blob, context.signature, context.hashAlgo) === true;
}

/** Without a listener ssh2 refuses remote forwarding and forwarding to Unix sockets. */
function serveClient(
  client: Connection,
  options: SshServerOptions,
  { targetFirst, signal }: RequestDialect & { signal: AbortSignal },
): void {
  const { programs, agentName } = options;
  let channels = 0;
  client.on('session', (accept, reject) => {
    if (channels >= MAXIMUM_CHANNELS) return reject();
    channels += 1;
    const session = accept();
    session.once('close', () => {
      channels -= 1;
    });
    serveSession(session, { programs, dialect: { targetFirst }, signal });
  });
  client.on('tcpip', (accept, reject, { destIP, destPort }) => {
    if (!isAgentItself(destIP, agentName) || destPort < 1 || destPort > HIGHEST_PORT) return reject();
    if (channels >= MAXIMUM_CHANNELS) return reject();
    channels += 1;
    void forwardPort({ port: destPort, programs, accept, reject, signal }).finally(() => {
      channels -= 1;
    });
  });
}
