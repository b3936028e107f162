import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Scope } from '../../lib/scope.ts';
import { CONTENT_SECURITY_POLICY, pageHeaders } from '../../page/page-headers.ts';
import { LINK_LIFETIME_MS } from './sign-in-links.ts';
import { closeCode, opened, openWeb, readSignIn } from './web.fixture.ts';
import { SESSION_LIFETIME_MS } from './web-sessions.ts';

let scope: Scope;
let web: Awaited<ReturnType<typeof openWeb>>;
beforeEach(async () => {
  scope = new Scope();
  web = await openWeb(scope);
});
afterEach(() => scope.dispose());

describe('a sign-in link', () => {
  it('gives a cookie that scripts, other sites and other paths do not get, and a key', async () => {
    const answer = await web.post('/sign-in', { link: web.links.create().secret });
    expect([answer.status, answer.headers['cache-control']]).toEqual([200, 'no-store']);
    expect(answer.headers['set-cookie']).toEqual([
      expect.stringMatching(
        /^bulkhead-session=[A-Za-z0-9_-]{43}; Max-Age=43200; Path=\/; HttpOnly; SameSite=Strict$/,
      ),
    ]);
    const { cookie, key } = readSignIn(answer);
    expect(cookie).not.toContain(key);
    expect((await web.get('/session', { cookie })).status).toBe(204);
  });

  it('works once, also when it is used twice at the same time', async () => {
    const link = web.links.create().secret;
    const answers = await Promise.all([web.post('/sign-in', { link }), web.post('/sign-in', { link })]);
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 403]);
    const replayed = await web.post('/sign-in', { link });
    expect([replayed.status, replayed.headers['set-cookie']]).toEqual([403, undefined]);
  });

  it('expires', async () => {
    const { secret, expiresAt } = web.links.create();
    expect(expiresAt).toBe(LINK_LIFETIME_MS);
    web.clock.advance(LINK_LIFETIME_MS);
    expect((await web.post('/sign-in', { link: secret })).status).toBe(403);
  });

  it('is recorded, as is one that was refused', async () => {
    const { cookie } = await web.signIn();
    await web.post('/sign-in', { link: 'x'.repeat(43) });
    await web.post('/sign-out', {}, { cookie });
    const caller = expect.stringMatching(/^browser:[0-9a-f]{12}$/);
    expect(web.recorded).toEqual([
      { caller, method: 'POST', route: '/sign-in', status: 200 },
      { caller: 'unknown', method: 'POST', route: '/sign-in', status: 403 },
      { caller, method: 'POST', route: '/sign-out', status: 204 },
    ]);
  });

  it('is not used up by a look at its page', async () => {
    const link = web.links.create().secret;
    expect((await web.get('/sign-in')).text).toContain('sign in');
    expect((await web.post('/sign-in', { link })).status).toBe(200);
  });

  it.each([{}, { link: '' }, { link: 7 }, { link: 'x'.repeat(43) }, { link: 'short' }, []])(
    'is nothing else: %j',
    async (body) => {
      expect((await web.post('/sign-in', body)).status).toBe(403);
    },
  );
});

describe('a session', () => {
  it('ends after its lifetime, with its connections', async () => {
    const { cookie, key } = await web.signIn();
    const socket = opened(await web.connect('/v1/rpc', { key, headers: { cookie, origin: web.origin } }));
    const closed = closeCode(socket);
    web.clock.advance(SESSION_LIFETIME_MS);
    await closed;
    expect((await web.get('/session', { cookie })).status).toBe(401);
  });

  it('ends when the browser signs out, and no other one does', async () => {
    const [first, second] = [await web.signIn(), await web.signIn()];
    const answer = await web.post('/sign-out', {}, { cookie: first.cookie });
    expect(answer.headers['set-cookie']?.[0]).toContain('Max-Age=0');
    expect((await web.get('/session', { cookie: first.cookie })).status).toBe(401);
    expect((await web.get('/session', { cookie: second.cookie })).status).toBe(204);
  });

  it('ends when the person at the machine signs all browsers out', async () => {
    const { cookie, key } = await web.signIn();
    const socket = opened(await web.connect('/v1/shell', { key, headers: { cookie, origin: web.origin } }));
    const closed = closeCode(socket);
    expect(await web.sessions.endAll()).toBe(1);
    await closed;
    expect((await web.get('/', { cookie })).status).toBe(303);
  });

  it('is found although another port of the host added cookies of the same name', async () => {
    const { cookie } = await web.signIn();
    const tossed = `bulkhead-session=planted; theme=dark; ${cookie}`;
    expect((await web.get('/session', { cookie: tossed })).status).toBe(204);
  });
});

describe('the page', () => {
  it('has the content security policy of the app', async () => {
    const { cookie } = await web.signIn();
    for (const path of ['/', '/sign-in', '/assets/main.js']) {
      const { status, headers } = await web.get(path, { cookie });
      expect([status, headers['content-security-policy']]).toEqual([200, CONTENT_SECURITY_POLICY]);
      expect(headers).toMatchObject({
        'content-type': pageHeaders(path === '/assets/main.js' ? path : '/x.html')['content-type'],
        'x-content-type-options': 'nosniff',
        'cross-origin-resource-policy': 'same-origin',
        'cross-origin-opener-policy': 'same-origin',
        'referrer-policy': 'no-referrer',
      });
    }
  });

  it('leads to the sign-in without a session', async () => {
    const { status, headers } = await web.get('/');
    expect([status, headers.location]).toEqual([303, '/sign-in']);
  });

  it.each([
    '/../settings-of-nobody.json',
    '/%2e%2e/settings-of-nobody.json',
    '/assets',
    '/none',
    '/%',
    '/a%00',
  ])('has no file outside of its folder: %s', async (path) => {
    const { cookie } = await web.signIn();
    const { status, text } = await web.get(path, { cookie });
    expect(status).toBe(404);
    expect(text).not.toContain('outside of the page');
  });
});
