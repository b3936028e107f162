import { describe, expect, it } from 'vitest';
import { exchange } from '../../test/harness/gateway/gateway.ts';
import { get, plainGateway } from '../../test/harness/gateway/plain-gateway.ts';
import { guardMethodParameter } from './method-parameter-guard.ts';

const { gateway, allowed } = plainGateway();

/** A server that reports the requests it got; the rules allow GET and POST below /ok. */
async function serve(more: object = { methods: ['GET', 'POST'], paths: ['/ok'] }): Promise<number> {
  return await allowed((request, response) => {
    let body = '';
    request.on('data', (chunk) => {
      body += String(chunk);
    });
    request.on('end', () => response.end(`reached ${request.method} ${request.url} ${body}`));
    request.on('error', () => undefined);
  }, more);
}

const post = (port: number, path: string, type: string, body: string) =>
  get(port, path, `Content-Type: ${type}\r\nContent-Length: ${body.length}\r\n`).replace('GET', 'POST') +
  body;

describe('a request that names another method elsewhere', () => {
  it.each([
    ['/ok', 'X-HTTP-Method-Override: DELETE\r\n', 'DELETE'],
    ['/ok', 'x-http-method: MERGE\r\n', 'MERGE'],
    ['/ok', 'X-Method-Override: delete\r\n', 'DELETE'],
    ['/ok', 'X_HTTP_Method_Override: PUT\r\n', 'PUT'],
    ['/ok', 'X-HTTP-Method-Override: GET, DELETE\r\n', 'DELETE'],
    ['/ok', 'X-HTTP-Method-Override: GET\r\nX-HTTP-Method-Override: DELETE\r\n', 'DELETE'],
    ['/ok?_method=DELETE', '', 'DELETE'],
    ['/ok?a=1&_METHOD=put', '', 'PUT'],
    ['/ok?%5fm%65thod=patch', '', 'PATCH'],
    ['/ok?.method=DELETE', '', 'DELETE'],
  ])('is decided as that one: %s %s', async (path, headers, method) => {
    const port = await serve();
    expect(await exchange(gateway().proxyPort(), get(port, path, headers))).toMatch(
      /403[\s\S]*method-not-allowed/,
    );
    expect(gateway().decisions).toMatchObject([{ verdict: 'blocked', reason: 'method-not-allowed', method }]);
  });

  it.each([
    ['X-Original-URL: /admin\r\n', '/admin'],
    ['X-Rewrite-URL: /ok/../admin\r\n', '/ok/../admin'],
    ['X-Original-URL: http://other.test/admin?x\r\n', '/admin'],
  ])('is decided by the path that it names elsewhere: %s', async (headers, path) => {
    const port = await serve();
    expect(await exchange(gateway().proxyPort(), get(port, '/ok', headers))).toMatch(
      /403[\s\S]*path-not-allowed/,
    );
    expect(gateway().decisions).toMatchObject([{ verdict: 'blocked', reason: 'path-not-allowed', path }]);
  });

  it('is denied in Full by a rule for that method', async () => {
    const port = await serve();
    await gateway().setPolicy({
      mode: 'full',
      rules: [{ id: 'd', effect: 'deny', host: 'allowed.test', ports: [port], methods: ['DELETE'] }],
    });
    const headers = 'X-HTTP-Method-Override: DELETE\r\n';
    expect(await exchange(gateway().proxyPort(), get(port, '/', headers))).toMatch(
      /403[\s\S]*denied-by-rule/,
    );
  });

  it('passes where the rules allow that one too, and where none looks at methods', async () => {
    const strict = await serve();
    const override = 'X-HTTP-Method-Override: POST\r\nX-Original-URL: /ok/1\r\n';
    expect(await exchange(gateway().proxyPort(), get(strict, '/ok?_method=get', override))).toMatch(/ 200 /);
    const lenientPort = await serve({});
    const headers = 'X-HTTP-Method-Override: DELETE\r\n';
    expect(await exchange(gateway().proxyPort(), get(lenientPort, '/x', headers))).toMatch(/ 200 /);
    const form = post(lenientPort, '/x', 'application/x-www-form-urlencoded', '_method=delete');
    expect(await exchange(gateway().proxyPort(), form)).toMatch(/reached POST \/x _method=delete/);
  });
});

const FORM = 'application/x-www-form-urlencoded';
const MULTIPART = 'multipart/form-data; boundary=b';
const part = (name: string) => `--b\r\nContent-Disposition: form-data; ${name}\r\n\r\nDELETE\r\n--b--\r\n`;

describe('a body that names another method', () => {
  it.each([
    [FORM, '_method=DELETE'],
    [FORM, `a=${'x'.repeat(100_000)}&%5F%6d%65%74%68%6f%64=DELETE`],
    [FORM, '+method=DELETE'],
    [MULTIPART, part('name="_method"')],
    [MULTIPART, part('name=_method')],
    ['application/json', '{"a":1,"\\u005fmethod" : "DELETE"}'],
  ])('is not passed on where a rule decides by the method: %s', async (type, body) => {
    const port = await serve();
    const answer = await exchange(gateway().proxyPort(), post(port, '/ok', type, body));
    expect(answer).toMatch(/^HTTP\/1.1 403[\s\S]*method-override/);
    expect(await gateway().decision(() => true)).toMatchObject({
      verdict: 'blocked',
      reason: 'method-override',
      method: 'POST',
      status: 403,
    });
  });

  it.each([
    [FORM, 'my_method=DELETE&method=x&a=_method'],
    [MULTIPART, part('name="file"; filename="a"').replace('DELETE', 'the _method of')],
    ['application/json', '{"method":"_method","x":["_method"]}'],
    ['text/plain', '_method=DELETE'],
  ])('is told from one that does not: %s', async (type, body) => {
    const port = await serve();
    const answer = await exchange(gateway().proxyPort(), post(port, '/ok', type, body));
    expect(answer).toContain(`reached POST /ok ${body}`);
  });

  it('is found however it is cut', () => {
    const body = 'a=1&%5fmethod=DELETE&b=2';
    for (let step = 1; step <= body.length; step += 1) {
      let calls = 0;
      const guard = guardMethodParameter(() => (calls += 1));
      for (let at = 0; at < body.length; at += step) guard.push(Buffer.from(body.slice(at, at + step)));
      expect(calls).toBe(1);
    }
  });
});
