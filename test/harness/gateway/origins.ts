import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { createServer as createTlsServer } from 'node:tls';
import { INTERNET } from './gateway.ts';

/** One request as a server's own parser has read it. */
export interface SeenRequest {
  readonly method: string;
  readonly target: string;
  readonly host: string | null;
  readonly body: string;
  readonly credential: string | null;
}

/** A server of the internet that reports the requests it has read, in clear text and behind TLS. */
export interface Origin {
  readonly name: string;
  readonly port: number;
  readonly tlsPort: number;
  readonly seen: SeenRequest[];
  close(): Promise<void>;
}

type Closer = () => Promise<void> | void;

/** Starts every kind of server on this machine: Node always; Python, nginx and Apache where installed. */
export async function openOrigins(pem: { key: string; cert: string }): Promise<Origin[]> {
  const factories = [openNode, openPython, openNginx, openApache];
  const opened = await Promise.all(factories.map((open) => open()));
  return await Promise.all(opened.flatMap((origin) => (origin ? [withTls(origin, pem)] : [])));
}

type PlainOrigin = Omit<Origin, 'tlsPort'>;

async function openNode(): Promise<PlainOrigin> {
  const seen: SeenRequest[] = [];
  const server = createServer((request: IncomingMessage, response: ServerResponse) => {
    let body = '';
    request.on('data', (chunk: Buffer) => {
      body += chunk.toString('latin1');
    });
    request.once('end', () => {
      const { method = '', url = '', headers } = request;
      const credential = headers['x-api-key'];
      seen.push({
        method,
        target: url,
        host: headers.host ?? null,
        body,
        credential: credential === undefined ? null : String(credential),
      });
      response.setHeader('Content-Length', 2);
      response.end('ok');
    });
    // A request that was cut off in its body does not count.
    request.on('error', () => undefined);
  });
  server.listen(0, INTERNET);
  await once(server, 'listening');
  const close = async () => {
    server.closeAllConnections();
    server.close();
    await once(server, 'close');
  };
  return { name: 'Node', port: (server.address() as AddressInfo).port, seen, close };
}

async function openPython(): Promise<PlainOrigin | undefined> {
  if (spawnSync('python3', ['--version']).status !== 0) return undefined;
  const child = spawn('python3', ['test/harness/gateway/origin.py'], { stdio: ['pipe', 'pipe', 'ignore'] });
  const seen: SeenRequest[] = [];
  const lines = createInterface({ input: child.stdout });
  const [first] = (await once(lines, 'line')) as [string];
  lines.on('line', (line) => seen.push(JSON.parse(line) as SeenRequest));
  return { name: 'Python', ...(JSON.parse(first) as { port: number }), seen, close: () => end(child) };
}

/** nginx as the front end of a Node server, which sees the requests that nginx has read. */
async function openNginx(): Promise<PlainOrigin | undefined> {
  return await openFront('nginx', '/usr/sbin/nginx', (folder, port, backend) => ({
    configuration: `
      daemon off; worker_processes 1; pid ${folder}/pid; error_log ${folder}/error.log;
      events { worker_connections 256; }
      http {
        access_log off; underscores_in_headers on; merge_slashes off;
        client_body_temp_path ${folder}/b; proxy_temp_path ${folder}/p; fastcgi_temp_path ${folder}/f;
        uwsgi_temp_path ${folder}/u; scgi_temp_path ${folder}/s;
        server {
          listen ${INTERNET}:${port};
          location / { proxy_pass http://${INTERNET}:${backend}; proxy_set_header Host $http_host; proxy_http_version 1.1; }
        }
      }`,
    arguments: (file) => ['-p', folder, '-c', file],
  }));
}

async function openApache(): Promise<PlainOrigin | undefined> {
  const modules = ['mpm_event', 'authz_core', 'proxy', 'proxy_http'];
  const loads = modules.map((name) => `LoadModule ${name}_module /usr/lib/apache2/modules/mod_${name}.so`);
  return await openFront('Apache', '/usr/sbin/apache2', (folder, port, backend) => ({
    configuration: [
      ...loads,
      `Listen ${INTERNET}:${port}`,
      `ServerName allowed.test`,
      `PidFile ${folder}/pid`,
      `ErrorLog ${folder}/error.log`,
      `DefaultRuntimeDir ${folder}`,
      `ServerRoot ${folder}`,
      'User nobody',
      'Group nogroup',
      'ProxyPreserveHost On',
      'AllowEncodedSlashes NoDecode',
      `ProxyPass / http://${INTERNET}:${backend}/ nocanon`,
    ]
      .filter((line) => process.getuid?.() === 0 || !/^(?:User|Group) /.test(line))
      .join('\n'),
    arguments: (file) => ['-f', file, '-DFOREGROUND'],
  }));
}

interface FrontPlan {
  readonly configuration: string;
  arguments(file: string): string[];
}

async function openFront(
  name: string,
  program: string,
  plan: (folder: string, port: number, backend: number) => FrontPlan,
): Promise<PlainOrigin | undefined> {
  if (!existsSync(program)) return undefined;
  const backend = await openNode();
  const folder = await mkdtemp(join(tmpdir(), 'bulkhead-origin-'));
  const port = await unusedPort();
  const { configuration, arguments: flags } = plan(folder, port, backend.port);
  const file = join(folder, 'server.conf');
  await writeFile(file, configuration);
  const child = spawn(program, flags(file), { stdio: ['pipe', 'ignore', 'inherit'] });
  await untilListening(port, child);
  const close = async () => {
    await end(child);
    await backend.close();
    await rm(folder, { recursive: true, force: true });
  };
  return { name, port, seen: backend.seen, close };
}

async function unusedPort(): Promise<number> {
  const server = createServer();
  server.listen(0, INTERNET);
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

async function untilListening(port: number, child: ChildProcess): Promise<void> {
  for (;;) {
    if (child.exitCode !== null) throw new Error(`The server ended with ${child.exitCode}.`);
    const socket = connect(port, INTERNET);
    const open = await Promise.race([
      once(socket, 'connect').then(
        () => true,
        () => false,
      ),
    ]);
    socket.destroy();
    if (open) return;
    // A foreign program does not report that it listens.
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) return;
  const exited = once(child, 'exit');
  child.kill('SIGTERM');
  await exited;
}

/** Decrypts TLS and forwards the bytes unchanged to the server. */
async function withTls(origin: PlainOrigin, pem: { key: string; cert: string }): Promise<Origin> {
  const closers = new Set<Closer>();
  const server = createTlsServer({ ...pem, allowHalfOpen: true }, (outer) => {
    const inner = connect({ port: origin.port, host: INTERNET, allowHalfOpen: true });
    const cut = () => {
      outer.destroy();
      inner.destroy();
    };
    closers.add(cut);
    for (const socket of [outer, inner]) socket.on('error', cut);
    outer.once('close', () => {
      closers.delete(cut);
      inner.destroy();
    });
    inner.once('close', () => outer.destroy());
    outer.pipe(inner).pipe(outer);
  });
  server.listen(0, INTERNET);
  await once(server, 'listening');
  const close = async () => {
    for (const closer of closers) await closer();
    server.close();
    await origin.close();
  };
  return { ...origin, tlsPort: (server.address() as AddressInfo).port, close };
}
