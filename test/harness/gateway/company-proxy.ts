import type { IncomingMessage } from 'node:http';
import { connect, createServer as createTcpServer } from 'node:net';
import { createCompanyProxy } from '../../../scripts/engine/internet/company-proxy.mjs';
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
  const server = createCompanyProxy({
    addressOf: () => INTERNET,
    onAsked: ({ method, url, headers }) => {
      asked.push(`${method} ${url}`);
      heads.push(headers);
      return wanted !== undefined && headers['proxy-authorization'] !== wanted ? 407 : options.refuse;
    },
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
