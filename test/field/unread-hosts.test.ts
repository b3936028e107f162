import { once } from 'node:events';
import { connect as connectTls } from 'node:tls';
import { expect, it } from 'vitest';
import { decisionOf } from '../../electron/engine/egress/audit/decision.fixture.ts';
import { createCertificateAuthority } from '../../electron/gateway/certificate-authority.ts';
import { failedHosts, isPassedUnread } from '../../renderer/network/failed-handshakes.ts';
import { INTERNET } from '../harness/gateway/gateway.ts';
import { allow, tunnelGateway } from '../harness/gateway/tunnels.ts';

const { gateway, trust, secureServer, openTunnel, getThrough } = tunnelGateway();

// First reported as https://github.com/mitmproxy/mitmproxy/issues/5624.
it('a host that is not to be intercepted shows its own certificate, whatever else would read it', async () => {
  const port = await secureServer();
  gateway().names.set('allowed.test', [INTERNET]);
  await gateway().command({ type: 'set-ca', ...createCertificateAuthority(Date.now()) });
  const read = allow('allowed.test', port, { paths: ['/other'] });
  await gateway().setPolicy({ rules: [read] });
  const refused = await openTunnel('allowed.test', port);
  const inner = connectTls({ socket: refused.socket, servername: 'allowed.test', ca: trust.caPem });
  await once(inner, 'error');
  const opaque = { ...allow('allowed.test', port, { opaque: true }), id: 'opaque' };
  await gateway().setPolicy({ rules: [read, opaque] });
  const open = await openTunnel('allowed.test', port);
  expect(await getThrough(open, 'allowed.test')).toContain('hello /x');
  expect(
    await gateway().decision(({ status, error }) => status === 200 && error === undefined),
  ).toMatchObject({
    kind: 'tunnel',
    host: 'allowed.test',
    verdict: 'allowed',
  });
});

it('the Network tab lists the hosts that programs left at the handshake, and what is passed unread already', () => {
  const failure = (host: string, time: number, port = 443) => ({
    ...decisionOf(time, { host, port, time }),
    error: 'client-distrusts' as const,
  });
  const rows = [
    failure('a.test', 1),
    failure('b.test', 2, 8443),
    failure('a.test', 3),
    decisionOf(9, { host: 'c.test' }),
  ];
  const hosts = failedHosts(rows);
  expect(hosts.map(({ entry, count, lastTime }) => [entry, count, lastTime])).toEqual([
    ['a.test', 2, 3],
    ['b.test:8443', 1, 2],
  ]);
  const opaque = { effect: 'allow' as const, host: '*.test', opaque: true };
  const [first] = hosts;
  if (first === undefined) throw new Error('no host');
  expect(isPassedUnread(first, { rules: [{ ...opaque, host: 'a.test' }], temporary: [] }, 5)).toBe(true);
  expect(
    isPassedUnread(first, { rules: [{ ...opaque, host: 'a.test', ports: [8443] }], temporary: [] }, 5),
  ).toBe(false);
  expect(
    isPassedUnread(first, { rules: [], temporary: [{ ...opaque, host: 'a.test', expiresAt: 4 }] }, 5),
  ).toBe(false);
});
