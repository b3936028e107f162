import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import { connect as connectTls } from 'node:tls';
import { describe, expect, it } from 'vitest';
import { exchange, INTERNET, openHttp } from '../../test/harness/gateway/gateway.ts';
import { allow, tunnelGateway } from '../../test/harness/gateway/tunnels.ts';

const { gateway, trust, serve, secureServer, echoServer, openTunnel, getThrough } = tunnelGateway();

describe('a tunnel', () => {
  it('carries TLS to an allowed host untouched, and is on record with its bytes', async () => {
    const port = await secureServer();
    gateway().names.set('allowed.test', [INTERNET]);
    await gateway().setPolicy({ rules: [allow('allowed.test', port)] });
    const raw = await openTunnel('allowed.test', port);
    expect(raw.text).toMatch(/^HTTP\/1.1 200 /);
    expect(await getThrough(raw, 'allowed.test')).toContain('hello /x');
    const decision = await gateway().decision((record) => record.host === 'allowed.test');
    expect(decision).toMatchObject({
      verdict: 'allowed',
      reason: 'rule',
      kind: 'tunnel',
      method: 'CONNECT',
      ruleId: `allowed.test:${port}`,
      status: 200,
      agentId: 'one',
    });
    expect(decision.bytesUp).toBeGreaterThan(200);
    expect(decision.bytesDown).toBeGreaterThan(500);
  });

  it.each([
    ['off', 'mode-off'],
    ['allowlist', 'no-rule'],
  ] as const)('is refused in %s with a body that says what to do', async (mode, reason) => {
    await gateway().setPolicy({ mode });
    const text = await exchange(
      gateway().proxyPort(),
      'CONNECT blocked.test:443 HTTP/1.1\r\nHost: blocked.test\r\n\r\n',
    );
    expect(text).toMatch(/^HTTP\/1.1 403 Forbidden/);
    expect(text).toContain('blocked.test:443');
    expect(text).toContain(reason);
    expect(text).toContain('Ask the person');
    expect(gateway().lookUps).toBe(0);
    expect(await gateway().decision((record) => record.host === 'blocked.test')).toMatchObject({
      verdict: 'blocked',
      reason,
      status: 403,
    });
  });

  it('goes to any public address in Full, and to no private one in any mode', async () => {
    const port = await secureServer();
    gateway().names.set('allowed.test', [INTERNET]);
    gateway().names.set('inside.test', ['192.168.1.1']);
    gateway().names.set('mixed.test', [INTERNET, '10.0.0.1']);
    gateway().names.set('self.test', ['127.0.0.3']);
    gateway().names.set('metadata.test', ['169.254.169.254']);
    await gateway().setPolicy({ mode: 'full' });
    expect(await getThrough(await openTunnel('allowed.test', port), 'allowed.test')).toContain('hello');
    for (const host of ['inside.test', 'mixed.test', 'self.test', 'metadata.test']) {
      expect((await openTunnel(host, port)).text).toContain('forbidden-address');
      expect(await gateway().decision((record) => record.host === host)).toMatchObject({
        verdict: 'blocked',
        reason: 'forbidden-address',
      });
    }
  });

  it('is refused to IP addresses, whatever the mode', async () => {
    await gateway().setPolicy({ mode: 'full' });
    for (const host of [INTERNET, '2130706433', '0x7f.1', '[::1]', '127.1', '1.1.1.1']) {
      const text = await exchange(gateway().proxyPort(), `CONNECT ${host}:443 HTTP/1.1\r\nHost: x\r\n\r\n`);
      expect(text).toMatch(/^HTTP\/1.1 403 /);
      expect(text).toContain('ip-literal');
      expect(text).toContain(`Host: ${host}:443\n`);
    }
    expect(await gateway().decision((record) => record.host === '127.1')).toMatchObject({ port: 443 });
  });

  it.each([
    ['other.test', 'sni-mismatch'],
    ['', 'no-sni'],
  ])('with the server name %j ends in an alert and a record', async (servername, reason) => {
    const port = await secureServer();
    gateway().names.set('allowed.test', [INTERNET]);
    await gateway().setPolicy({ rules: [allow('allowed.test', port)] });
    const raw = await openTunnel('allowed.test', port);
    const inner = connectTls({
      socket: raw.socket,
      servername,
      ca: trust.caPem,
      checkServerIdentity: () => undefined,
    });
    const [error] = (await once(inner, 'error')) as [Error];
    expect(error.message).toMatch(/access denied/i);
    expect(await gateway().decision((record) => record.verdict === 'blocked')).toMatchObject({
      reason,
      host: 'allowed.test',
    });
  });

  it('carries something else than TLS only where a rule says so', async () => {
    const port = await echoServer();
    gateway().names.set('allowed.test', [INTERNET]);
    await gateway().setPolicy({ rules: [allow('allowed.test', port)] });
    const refused = await openTunnel('allowed.test', port);
    refused.send(Buffer.from([0, 1, 2, 3]));
    await refused.untilClosed();
    expect(await gateway().decision((record) => record.verdict === 'blocked')).toMatchObject({
      reason: 'not-tls',
    });
    await gateway().setPolicy({ rules: [allow('allowed.test', port, { anyProtocol: true })] });
    const raw = await openTunnel('allowed.test', port);
    raw.send('SSH-2.0-x\r\n');
    expect(await raw.until((text) => text.endsWith('SSH-2.0-x\r\n'))).toContain('SSH-2.0-x');
  });

  it('closes within 100 ms when the policy no longer allows it, and others stay open', async () => {
    const port = await echoServer();
    gateway().names.set('allowed.test', [INTERNET]);
    gateway().names.set('other.test', [INTERNET]);
    const rules = [
      allow('allowed.test', port, { anyProtocol: true }),
      allow('other.test', port, { anyProtocol: true }),
    ];
    await gateway().setPolicy({ rules });
    const tunnel = await openTunnel('allowed.test', port);
    const stays = await openTunnel('other.test', port);
    for (const raw of [tunnel, stays]) raw.send('ping');
    for (const raw of [tunnel, stays]) await raw.until((text) => text.endsWith('ping'));
    expect(await gateway().setPolicy({ rules: rules.slice(1) })).toMatchObject({
      type: 'applied',
      closed: 1,
    });
    await tunnel.untilClosed();
    expect(await gateway().decision((record) => record.error === 'closed-by-policy')).toMatchObject({
      host: 'allowed.test',
    });
    stays.send('pong');
    expect(await stays.until((text) => text.endsWith('pong'))).toContain('pong');
    expect(await gateway().setPolicy({ mode: 'off' })).toMatchObject({ closed: 1 });
    await stays.untilClosed();
  });

  it('closes when the rule that allowed it expires, by the sender’s clock', async () => {
    const port = await echoServer();
    gateway().names.set('allowed.test', [INTERNET]);
    await gateway().setPolicy({
      rules: [allow('allowed.test', port, { anyProtocol: true, expiresAt: Date.now() + 60_000 })],
    });
    const raw = await openTunnel('allowed.test', port);
    raw.send('ping');
    await raw.until((text) => text.endsWith('ping'));
    gateway().skippedMs = 61_000;
    await raw.untilClosed();
    expect((await openTunnel('allowed.test', port)).text).toMatch(/^HTTP\/1.1 403/);
  });

  it('reaches a private address only as a named service', async () => {
    const port = await echoServer();
    await gateway().setPolicy({
      rules: [allow('ollama', port, { anyProtocol: true, service: { address: INTERNET } })],
    });
    const raw = await openTunnel('ollama', port);
    raw.send('ping');
    await raw.until((text) => text.endsWith('ping'));
    expect(gateway().lookUps).toBe(0);
    await gateway().setPolicy({
      rules: [allow('metadata', 80, { service: { address: '169.254.169.254' } })],
    });
    expect((await openTunnel('metadata', 80)).text).toContain('forbidden-address');
  });

  it('says when the host cannot be reached', async () => {
    await gateway().setPolicy({ mode: 'full' });
    expect((await openTunnel('nowhere.test', 443)).text).toMatch(/^HTTP\/1.1 502 .*dns-failed/s);
    gateway().names.set('closed.test', [INTERNET]);
    expect((await openTunnel('closed.test', 1)).text).toMatch(/^HTTP\/1.1 502 .*unreachable/s);
    expect(await gateway().decision((record) => record.host === 'closed.test')).toMatchObject({
      verdict: 'allowed',
      error: 'unreachable',
      status: 502,
    });
  });

  it('reads plain HTTP inside, request by request', async () => {
    const paths: (string | undefined)[] = [];
    const port = await serve(
      openHttp((request: IncomingMessage, response) => {
        paths.push(request.url);
        response.end('ok');
      }),
    );
    gateway().names.set('allowed.test', [INTERNET]);
    await gateway().setPolicy({ rules: [allow('allowed.test', port)] });
    const raw = await openTunnel('allowed.test', port);
    raw.send(`GET /in HTTP/1.1\r\nHost: allowed.test:${port}\r\n\r\n`);
    await raw.until((text) => text.endsWith('ok'));
    raw.send(`GET /other HTTP/1.1\r\nHost: evil.test:${port}\r\n\r\n`);
    expect(await raw.until((text) => text.includes('host-mismatch'))).toContain('host-mismatch');
    expect(paths).toEqual(['/in']);
  });
});
