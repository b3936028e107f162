import type { IncomingMessage, ServerResponse } from 'node:http';
import { afterEach, beforeEach } from 'vitest';
import { INTERNET, openHttp, RawClient, TestGateway, type TestServer } from './gateway.ts';

type Listener = (request: IncomingMessage, response: ServerResponse) => void;

/** Gives each test of a file a gateway, with servers and clients that go with it. Call it once, at the top. */
export function gatewayOfTest() {
  let gateway: TestGateway;
  let servers: TestServer[];
  let clients: RawClient[];

  beforeEach(() => {
    gateway = new TestGateway();
    servers = [];
    clients = [];
  });

  afterEach(async () => {
    for (const client of clients) client.close();
    await gateway.close();
    for (const server of servers) await server.close();
  });

  return {
    gateway: () => gateway,
    serve: async (server: Promise<TestServer>): Promise<number> => {
      const opened = await server;
      servers.push(opened);
      return opened.port;
    },
    client: (): RawClient => {
      const raw = new RawClient(gateway.proxyPort());
      clients.push(raw);
      return raw;
    },
  };
}

/** As `gatewayOfTest`, where allowed.test has an address. */
export function plainGateway() {
  const setting = gatewayOfTest();
  const { gateway, serve } = setting;
  beforeEach(() => void gateway().names.set('allowed.test', [INTERNET]));
  return {
    ...setting,
    /** A server at allowed.test that the policy allows; returns its port. */
    allowed: async (listener: Listener, more = {}): Promise<number> => {
      const port = await serve(openHttp(listener));
      await gateway().setPolicy({
        rules: [{ id: 'r', effect: 'allow', host: 'allowed.test', ports: [port], ...more }],
      });
      return port;
    },
  };
}

/** A request for a path of allowed.test in absolute form, as proxies get it. */
export const get = (port: number, path = '/', extra = ''): string =>
  `GET http://allowed.test:${port}${path} HTTP/1.1\r\nHost: allowed.test:${port}\r\n${extra}\r\n`;
