import { once } from 'node:events';
import { connect as connectTls } from 'node:tls';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createCertificateAuthority } from '../../electron/gateway/certificate-authority.ts';
import { INTERNET, RawClient, TestGateway } from '../harness/gateway/gateway.ts';
import { type Origin, openOrigins, type SeenRequest } from '../harness/gateway/origins.ts';
import { createTestTrust } from '../harness/gateway/trust.ts';
import { ODD_REQUESTS } from './odd-requests.ts';

/**
 * Sends every odd request through the gateway, in clear text and intercepted, to servers with other parsers. The
 * requests that they read must be those in the audit, no more and no fewer, and so must the next request on that
 * connection.
 */
const HOST = 'allowed.test';
const VALUE = 'canary-credential-value';
const PLACEHOLDER = 'placeholder-0123456789';
/** The time limit for an answer that a complete request would get at once. */
const PATIENCE_MS = 200;

const trust = createTestTrust([HOST]);
const authority = createCertificateAuthority(Date.now());
let gateway: TestGateway;
let origins: Origin[];

beforeAll(async () => {
  gateway = new TestGateway(1_000);
  gateway.names.set(HOST, [INTERNET]);
  origins = await openOrigins(trust.server);
  await gateway.command({ type: 'set-ca', ...authority, extraRootsPem: trust.caPem });
  await gateway.command({ type: 'set-secret', secretId: 'id', value: VALUE });
  const ports = origins.flatMap(({ port, tlsPort }) => [port, tlsPort]);
  const methods = ['GET', 'POST', 'HEAD', 'PUT'];
  await gateway.setPolicy({
    rules: [{ id: 'r', effect: 'allow', host: HOST, ports, methods, paths: ['/ok'] }],
    secrets: [
      {
        secretId: 'id',
        name: 'Key',
        placeholder: PLACEHOLDER,
        hosts: [HOST],
        places: [{ kind: 'header', name: 'X-Api-Key' }],
      },
    ],
  });
});

afterAll(async () => {
  await gateway.close();
  await Promise.all(origins.map((origin) => origin.close()));
});

/** A connection on which requests to a port of the origin may be written. */
async function open(port: number, intercepted: boolean): Promise<RawClient> {
  const client = new RawClient(gateway.proxyPort());
  if (!intercepted) return client;
  client.send(`CONNECT ${HOST}:${port} HTTP/1.1\r\nHost: ${HOST}\r\n\r\n`);
  await client.until((text) => text.includes('\r\n\r\n'));
  const inner = connectTls({ socket: client.socket, servername: HOST, ca: authority.certificatePem });
  await once(inner, 'secureConnect');
  return RawClient.over(inner);
}

/**
 * Sends the bytes and closes the connection after an answer; with `patienceMs` also when none arrives, because the
 * gateway waits for more.
 */
async function send(port: number, intercepted: boolean, bytes: string, patienceMs?: number): Promise<string> {
  const client = await open(port, intercepted);
  client.send(Buffer.from(bytes, 'latin1'));
  const timer = patienceMs === undefined ? undefined : setTimeout(() => client.close(), patienceMs);
  const text = await client.until((received) => /^HTTP\/1\.1 [2-5]/m.test(received));
  clearTimeout(timer);
  client.close();
  return text;
}

/** Resolves once this agent has no open request, so that the audit is complete. */
async function untilIdle(): Promise<void> {
  for (;;) {
    const pong = await gateway.command({ type: 'ping' });
    if (pong.type === 'pong' && pong.stats.agents.every((agent) => agent.openFlows === 0)) return;
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

const lineOf = (seen: SeenRequest) => `${seen.method} ${seen.target} ${seen.body.length}`;

/** The audit's records of forwarded requests: all of them, and those with an answer. */
function audited(prefix: string, port: number): { forwarded: string[]; answered: string[] } {
  const forwarded = gateway.decisions.filter(
    (each) => each.final && each.verdict === 'allowed' && each.port === port && each.path?.startsWith(prefix),
  );
  const line = (each: (typeof forwarded)[number]) => `${each.method} ${each.path} ${each.bytesUp}`;
  return {
    forwarded: forwarded.map(line),
    answered: forwarded.filter((each) => each.status === 200).map(line),
  };
}

describe('what servers read is what the audit says', () => {
  it.each(ODD_REQUESTS)('of $name', async ({ name, bytes }) => {
    const path = `/ok/${ODD_REQUESTS.findIndex((each) => each.name === name)}`;
    const ends = origins.flatMap((origin) => [
      { origin, port: origin.port, intercepted: false },
      { origin, port: origin.tlsPort, intercepted: true },
    ]);
    await Promise.all(
      ends.map(async ({ origin, port, intercepted }) => {
        const target = intercepted ? '' : `http://${HOST}:${port}`;
        const head = `Host: ${HOST}:${port}\r\nX-Api-Key: ${PLACEHOLDER}\r\n`;
        const prefixedPath = `${path}/${intercepted ? 'read' : 'clear'}`;
        await send(port, intercepted, bytes({ target, head, path: prefixedPath }), PATIENCE_MS);
        const after = `GET ${target}${prefixedPath}/after HTTP/1.1\r\n${head}\r\n`;
        expect(await send(port, intercepted, after), origin.name).toMatch(/^HTTP\/1.1 200/);
      }),
    );
    await untilIdle();
    for (const { origin, port, intercepted } of ends) {
      const prefixedPath = `${path}/${intercepted ? 'read' : 'clear'}`;
      const { forwarded, answered } = audited(prefixedPath, port);
      const lines = origin.seen.filter(({ target }) => target.startsWith(prefixedPath)).map(lineOf);
      expect(forwarded, origin.name).toEqual(expect.arrayContaining(lines));
      expect(lines, origin.name).toEqual(expect.arrayContaining(answered));
      expect(lines.length, origin.name).toBeLessThanOrEqual(forwarded.length);
      expect(lines, origin.name).toContain(`GET ${prefixedPath}/after 0`);
    }
    for (const { name: server, seen, port, tlsPort } of origins) {
      for (const { target, host, credential, body } of seen) {
        expect(target, server).toMatch(/^\/ok\//);
        expect([`${HOST}:${port}`, `${HOST}:${tlsPort}`], server).toContain(host);
        expect(credential, server).toBe(target.includes('/read') ? VALUE : PLACEHOLDER);
        expect(body, server).not.toContain(VALUE);
      }
    }
  });

  it.for(['Node', 'Python', 'nginx', 'Apache'])('has been asked of %s', (name, { skip }) => {
    const origin = origins.find((each) => each.name === name);
    if (origin === undefined) skip(`${name} is not on this machine`);
    expect(origin?.seen.length).toBeGreaterThan(ODD_REQUESTS.length);
  });
});
