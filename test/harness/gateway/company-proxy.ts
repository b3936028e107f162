import { createServer, type IncomingMessage, request } from 'node:http';
import { connect, createServer as createTcpServer, type Socket } from 'node:net';
import { INTERNET, open, type TestServer } from './gateway.ts';

/** What a proxy was asked for: `CONNECT name:port`, `GET http://name/`, or `SOCKS name:port`. */
export interface CompanyProxy extends TestServer {
  readonly asked: string[];
  /** Headers of the requests that it forwarded and of CONNECT. */
  readonly heads: IncomingMessage['headers'][];
  readonly protocol: 'http' | 'socks5';
}

interface Login {
  readonly username: string;
  readonly password: string;
}

/** A proxy that alone knows the names of the internet: every one leads to the test's servers. */
export async function openHttpProxy(options: { login?: Login; refuse?: number } = {}): Promise<CompanyProxy> {
  const asked: string[] = [];
  const heads: IncomingMessage['headers'][] = [];
  const wanted =
    options.login &&
    `Basic ${Buffer.from(`${options.login.username}:${options.login.password}`).toString('base64')}`;
  const statusFor = ({ headers }: IncomingMessage): number | undefined =>
    wanted !== undefined && headers['proxy-authorization'] !== wanted ? 407 : options.refuse;
  const server = createServer((incoming, response) => {
    asked.push(`${incoming.method} ${incoming.url}`);
    heads.push(incoming.headers);
    const status = statusFor(incoming);
    if (status !== undefined) return void response.writeHead(status).end('the proxy says no');
    const { port, pathname, search } = new URL(incoming.url ?? '');
    const { 'proxy-authorization': _, ...headers } = incoming.headers;
    const target = { host: INTERNET, port, path: pathname + search, method: incoming.method, headers };
    const forwarded = request(target, (answer) => {
      response.writeHead(answer.statusCode ?? 500, answer.headers);
      answer.pipe(response);
    });
    forwarded.on('error', () => response.destroy());
    incoming.pipe(forwarded);
  });
  server.on('connect', (incoming: IncomingMessage, socket: Socket) => {
    asked.push(`CONNECT ${incoming.url}`);
    heads.push(incoming.headers);
    const status = statusFor(incoming);
    if (status !== undefined) return void socket.end(`HTTP/1.1 ${status} No\r\nContent-Length: 0\r\n\r\n`);
    const upstream = connect(Number(incoming.url?.split(':')[1]), INTERNET, () => {
      socket.write('HTTP/1.1 200 Connection established\r\nVia: test\r\n\r\n');
      socket.pipe(upstream).pipe(socket);
    });
    upstream.on('error', () => socket.destroy());
    socket.once('close', () => upstream.destroy());
  });
  return { ...(await open(server)), asked, heads, protocol: 'http' };
}

/** As `openHttpProxy`, for SOCKS5. */
export async function openSocksProxy(options: { login?: Login } = {}): Promise<CompanyProxy> {
  const asked: string[] = [];
  const server = createTcpServer((socket) => {
    const { login } = options;
    let step: 'greeting' | 'login' | 'request' = 'greeting';
    const onData = (bytes: Buffer) => {
      if (step === 'greeting') {
        step = login ? 'login' : 'request';
        return void socket.write(Buffer.from([5, login ? 2 : 0]));
      }
      if (step === 'login') {
        step = 'request';
        const length = bytes[1] ?? 0;
        const given = [bytes.subarray(2, 2 + length), bytes.subarray(3 + length)].map(String);
        return void socket.write(
          Buffer.from([1, given[0] === login?.username && given[1] === login?.password ? 0 : 1]),
        );
      }
      socket.removeListener('data', onData);
      const name = bytes.subarray(5, 5 + (bytes[4] ?? 0)).toString();
      const port = bytes.readUInt16BE(bytes.length - 2);
      asked.push(`SOCKS ${name}:${port}`);
      const upstream = connect(port, INTERNET, () => {
        socket.write(Buffer.from([5, 0, 0, 1, 0, 0, 0, 0, 0, 0]));
        socket.pipe(upstream).pipe(socket);
      });
      upstream.on('error', () => socket.destroy());
      socket.once('close', () => upstream.destroy());
    };
    socket.on('data', onData);
  });
  return { ...(await open(server)), asked, heads: [], protocol: 'socks5' };
}
