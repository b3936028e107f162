import { once } from 'node:events';
import { connect as connectTcp, type Socket } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { MAXIMUM_FRAME_BYTES } from '../../lib/frame.ts';
import { Scope } from '../../lib/scope.ts';
import { MAXIMUM_BODY_BYTES } from '../http/body.ts';
import { ANSWER_WITHIN_MS } from '../rpc-door.ts';
import { closeCode, opened, openWeb, type SignedIn } from './web.fixture.ts';

let scope: Scope;
let web: Awaited<ReturnType<typeof openWeb>>;
let me: SignedIn;
beforeEach(async () => {
  scope = new Scope();
  web = await openWeb(scope);
  me = await web.signIn();
});
afterEach(() => scope.dispose());

async function textOf(socket: Socket): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of socket as AsyncIterable<Buffer>) chunks.push(chunk);
  return Buffer.concat(chunks).toString();
}

describe.each(['/v1/rpc', '/v1/shell'])('a connection to %s', (path) => {
  const connect = (headers: Readonly<Record<string, string>>, key?: string) =>
    web.connect(path, { ...(key === undefined ? {} : { key }), headers });

  it('opens for the page of the session', async () => {
    opened(await connect({ cookie: me.cookie, origin: web.origin }, me.key)).close();
  });

  it('needs the cookie, the key of the same session, and an origin', async () => {
    const { cookie, key } = me;
    const other = await web.signIn();
    const { origin } = web;
    expect(await connect({ origin }, key)).toBe(401);
    expect(await connect({ origin, cookie })).toBe(401);
    expect(await connect({ origin, cookie }, other.key)).toBe(401);
    expect(await connect({ origin, cookie: 'bulkhead-session=guess' }, key)).toBe(401);
    expect(await connect({ cookie }, key)).toBe(403);
  });

  it('is refused to pages of other origins, other ports of this host among them', async () => {
    const { cookie, key } = me;
    for (const origin of [
      'https://evil.example',
      'null',
      'http://localhost',
      `https://localhost:${web.port}`,
      `http://localhost:${web.port + 1}`,
      `http://127.0.0.1:${web.port}`,
      `http://agent.localhost:${web.port}`,
      `${web.origin}.evil.example`,
    ]) {
      expect([origin, await connect({ cookie, origin }, key)]).toEqual([origin, 403]);
    }
  });

  it('is refused under a name that was bound to this address', async () => {
    const host = `evil.example:${web.port}`;
    const headers = { cookie: me.cookie, host, origin: `http://${host}` };
    expect(await connect(headers, me.key)).toBe(421);
  });

  it('is closed for a frame that is too long, and for text', async () => {
    const headers = { cookie: me.cookie, origin: web.origin };
    for (const [frame, code] of [
      [Buffer.alloc(MAXIMUM_FRAME_BYTES + 1), 1009],
      ['text', 1003],
    ] as const) {
      const socket = opened(await connect(headers, me.key));
      const closed = closeCode(socket);
      socket.send(frame);
      expect(await closed).toBe(code);
    }
  });

  it('ends when the client no longer answers', async () => {
    const headers = { cookie: me.cookie, origin: web.origin };
    const gone = opened(await web.connect(path, { key: me.key, headers, autoPong: false }));
    const closed = closeCode(gone);
    const present = opened(await connect(headers, me.key));
    web.clock.advance(ANSWER_WITHIN_MS);
    await once(present, 'ping');
    // The server has handled the answer once it answers a later ping.
    present.ping();
    await once(present, 'pong');
    web.clock.advance(ANSWER_WITHIN_MS);
    expect(await closed).toBe(1006);
    expect(present.readyState).toBe(present.OPEN);
    present.close();
  });

  it('is limited in number for one session', async () => {
    const headers = { cookie: me.cookie, origin: web.origin };
    const sockets = await Promise.all(Array.from({ length: 32 }, () => connect(headers, me.key)));
    expect(await connect(headers, me.key)).toBe(429);
    const first = opened(sockets[0] ?? 0);
    const closed = closeCode(first);
    first.close();
    await closed;
    await expect.poll(async () => typeof (await connect(headers, me.key))).toBe('object');
  });
});

describe('a request', () => {
  it('is refused under another name, with the cookie too', async () => {
    for (const host of ['evil.example', `evil.example:${web.port}`, 'localhost', `localhost.:${web.port}`]) {
      expect((await web.get('/session', { host, cookie: me.cookie })).status).toBe(421);
    }
  });

  it('that changes something must come from the page', async () => {
    const { cookie } = me;
    const link = web.links.create().secret;
    for (const origin of ['https://evil.example', 'null', `http://localhost:${web.port + 1}`]) {
      expect((await web.post('/sign-in', { link }, { origin })).status).toBe(403);
      expect((await web.post('/sign-out', {}, { origin, cookie })).status).toBe(403);
    }
    expect((await web.get('/session', { cookie })).status).toBe(204);
  });

  it('of another site, or of another port of this host, may only follow a link to the page', async () => {
    const { cookie } = me;
    const link = { 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'document' };
    const embed = { 'sec-fetch-mode': 'no-cors', 'sec-fetch-dest': 'script' };
    const frame = { 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'iframe' };
    for (const site of ['cross-site', 'same-site']) {
      const from = { 'sec-fetch-site': site, cookie };
      expect((await web.get('/', { ...from, ...link })).status).toBe(200);
      expect((await web.get('/', { ...from, ...frame })).status).toBe(403);
      expect((await web.get('/assets/main.js', { ...from, ...embed })).status).toBe(403);
      expect((await web.get('/session', { ...from, ...link })).status).toBe(403);
      expect((await web.get('/downloads/x', { ...from, ...link })).status).toBe(403);
    }
  });

  it('carries JSON of a bounded size', async () => {
    const { status } = await web.post('/sign-in', { link: 'x'.repeat(MAXIMUM_BODY_BYTES) });
    expect(status).toBe(413);
    expect((await web.post('/sign-in', {}, { 'content-type': 'text/plain' })).status).toBe(415);
  });

  it('is answered at a bounded rate', async () => {
    const requests = 1_001;
    const socket = connectTcp(web.port, '127.0.0.1');
    const last = `GET /session HTTP/1.1\r\nHost: localhost:${web.port}\r\nConnection: close\r\n\r\n`;
    socket.end(last.replace('close', 'keep-alive').repeat(requests - 1) + last);
    const statuses = [...(await textOf(socket)).matchAll(/^HTTP\/1\.1 (\d+)/gm)].map(([, status]) => status);
    expect(statuses).toHaveLength(requests);
    expect([statuses[0], statuses.at(-1)]).toEqual(['401', '429']);
    // Strangers do not use up what belongs to a session.
    expect((await web.get('/session', { cookie: me.cookie })).status).toBe(204);
  });

  it('has a bounded head', async () => {
    const socket = connectTcp(web.port, '127.0.0.1');
    socket.end(`GET / HTTP/1.1\r\nHost: localhost:${web.port}\r\nCookie: ${'x'.repeat(20_000)}\r\n\r\n`);
    expect(await textOf(socket)).toContain('431');
  });
});
