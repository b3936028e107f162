import { connect as connectTls } from 'node:tls';
import { openHttps, openTcp, type RawClient } from './gateway.ts';
import { gatewayOfTest } from './plain-gateway.ts';
import { createTestTrust } from './trust.ts';

/** As `gatewayOfTest`, with servers behind tunnels: allowed.test and other.test have a certificate. */
export function tunnelGateway() {
  const trust = createTestTrust(['allowed.test', 'other.test']);
  const setting = gatewayOfTest();
  return {
    ...setting,
    trust,
    secureServer: () =>
      setting.serve(openHttps(trust.server, (request, response) => response.end(`hello ${request.url}`))),
    echoServer: () => setting.serve(openTcp((socket) => socket.pipe(socket))),
    /** Resolves once the gateway has answered, whatever its answer. */
    openTunnel: async (host: string, port: number): Promise<RawClient> => {
      const raw = setting.client();
      raw.send(`CONNECT ${host}:${port} HTTP/1.1\r\nHost: ${host}:${port}\r\n\r\n`);
      await raw.until((text) => text.includes('\r\n\r\n'));
      return raw;
    },
    /** GETs `/x` through a tunnel with Node's own TLS on top; resolves to the whole answer. */
    getThrough: async (raw: RawClient, servername: string): Promise<string> => {
      const inner = connectTls({ socket: raw.socket, servername, ca: trust.caPem });
      inner.write(`GET /x HTTP/1.1\r\nHost: ${servername}\r\nConnection: close\r\n\r\n`);
      let text = '';
      for await (const chunk of inner) text += String(chunk);
      raw.close();
      return text;
    },
  };
}

/** A rule that allows one port of a host. */
export const allow = (host: string, port: number, more = {}) => ({
  id: `${host}:${port}`,
  effect: 'allow' as const,
  host,
  ports: [port],
  ...more,
});
