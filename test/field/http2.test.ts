import { once } from 'node:events';
import { constants, type OutgoingHttpHeaders } from 'node:http2';
import { describe, expect, it } from 'vitest';
import { PLACEHOLDER } from '../harness/gateway/credential-gateway.ts';
import { answerOf, http2Gateway, HTTP2_VALUE as VALUE } from '../harness/gateway/http2-gateway.ts';

const { gateway, seen, serving, port, setPolicy, open, ask } = http2Gateway();

/** One message of gRPC: not compressed, four bytes of length. */
const message = (text: string) => {
  const head = Buffer.alloc(5);
  head.writeUInt32BE(Buffer.byteLength(text), 1);
  return Buffer.concat([head, Buffer.from(text)]);
};
const grpc = (path: string, more: OutgoingHttpHeaders = {}) => ({
  ':method': 'POST',
  ':path': path,
  'content-type': 'application/grpc',
  te: 'trailers',
  ...more,
});

// First reported as https://github.com/docker/sbx-releases/issues/574 and
// https://github.com/sandbox0-ai/sandbox0/issues/433.
describe('a client that speaks HTTP/2 alone, as gRPC does, on an intercepted host', () => {
  it('gets its answer with its trailers, and the server the credential', async () => {
    serving.serve = (stream) => {
      stream.respond({ ':status': 200, 'content-type': 'application/grpc' }, { waitForTrailers: true });
      stream.once('wantTrailers', () =>
        stream.sendTrailers({ 'grpc-status': '0', 'grpc-message': `ok ${VALUE}` }),
      );
      stream.end(message('hello'));
    };
    const session = await open();
    const stream = session.request(grpc('/pkg.Service/Call', { 'x-api-key': PLACEHOLDER }));
    stream.end(message('ask'));
    const answer = await answerOf(stream);
    expect(answer).toMatchObject({ status: 200, body: message('hello').toString('latin1') });
    expect(answer.trailers).toMatchObject({ 'grpc-status': '0', 'grpc-message': `ok ${PLACEHOLDER}` });
    expect(seen[0]).toMatchObject({ 'x-api-key': VALUE, te: 'trailers', ':authority': `api.test:${port()}` });
    expect(await gateway().decision(({ path }) => path === '/pkg.Service/Call')).toMatchObject({
      kind: 'http',
      method: 'POST',
      status: 200,
      verdict: 'allowed',
      secretNames: ['Key'],
      bytesUp: 8,
      bytesDown: 10,
    });
  });

  it('streams both ways, message by message', async () => {
    serving.serve = (stream) => {
      stream.respond({ ':status': 200, 'content-type': 'application/grpc' });
      stream.pipe(stream);
    };
    const stream = (await open()).request(grpc('/pkg.Service/Stream'));
    for (const text of ['one', 'two', 'three']) {
      stream.write(message(text));
      expect(String(await once(stream, 'data'))).toBe(String(message(text)));
    }
    stream.end();
    stream.resume();
    await once(stream, 'close');
    expect(stream.rstCode).toBe(constants.NGHTTP2_NO_ERROR);
  });

  it('gets a status without a body, and a large body whole', async () => {
    const large = 'x'.repeat(3 * 1024 * 1024);
    serving.serve = (stream, { ':path': path }) => {
      if (path === '/failed')
        return stream.respond({ ':status': 200, 'grpc-status': '7' }, { endStream: true });
      stream.respond({ ':status': 200, 'content-length': String(large.length) });
      stream.end(large);
    };
    const session = await open();
    expect(await ask(grpc('/failed'), '', session)).toMatchObject({
      body: '',
      headers: { 'grpc-status': '7' },
    });
    const [one, other] = await Promise.all([ask({}, undefined, session), ask({}, undefined, session)]);
    expect([one?.body.length, other?.body.length]).toEqual([large.length, large.length]);
    expect(await ask({ ':method': 'HEAD' }, undefined, session)).toMatchObject({ status: 200, body: '' });
  });
});

describe('each stream is decided, by the rules of HTTP/1.1', () => {
  it('by path and method, and refused with the reason in words', async () => {
    await setPolicy({ paths: ['/v1'], methods: ['GET'] });
    const session = await open();
    expect((await ask({ ':path': '/v1/x' }, undefined, session)).body).toBe('ok');
    expect(await ask({ ':path': '/v2' }, undefined, session)).toMatchObject({
      status: 403,
      body: expect.stringContaining('path-not-allowed'),
    });
    expect(await ask({ ':path': '/v1', ':method': 'POST' }, 'x', session)).toMatchObject({ status: 403 });
    expect(
      await ask({ ':path': '/v1', 'x-http-method-override': 'DELETE' }, undefined, session),
    ).toMatchObject({
      status: 403,
    });
    expect(seen).toHaveLength(1);
    expect(await gateway().decision(({ path }) => path === '/v2')).toMatchObject({
      reason: 'path-not-allowed',
    });
  });

  it.each([
    ['another host', { ':authority': 'other.test' }, 'host-mismatch'],
    ['another Host header', { host: 'other.test' }, 'host-mismatch'],
    ['another scheme', { ':scheme': 'http' }, 'malformed-request'],
    ['a method that servers echo', { ':method': 'TRACE' }, 'malformed-request'],
    ['such a method in small letters', { ':method': 'trace' }, 'malformed-request'],
    ['such a method that is named elsewhere', { 'x-http-method-override': 'Trace' }, 'malformed-request'],
    ['an unclear length', { content_length: '5' }, 'malformed-request'],
    ['a path that is none', { ':path': '*', ':method': 'OPTIONS' }, 'malformed-request'],
    ['40 KiB of headers', { 'x-long': 'x'.repeat(40 * 1024) }, 'head-too-large'],
  ])('refuses %s', async (_what, headers, reason) => {
    await setPolicy({});
    const answer = await ask(headers);
    expect(answer.body).toContain(reason);
    expect(await gateway().decision(({ verdict }) => verdict === 'blocked')).toMatchObject({ reason });
    expect(seen).toEqual([]);
  });

  it('is denied as the method that its small letters spell', async () => {
    const deny = { id: 'd', effect: 'deny' as const, host: 'api.test', ports: [port()], methods: ['DELETE'] };
    await setPolicy({}, { rules: [deny, { id: 'a', effect: 'allow', host: 'api.test', ports: [port()] }] });
    expect(await ask({ ':method': 'delete' })).toMatchObject({ status: 403 });
    expect(await ask({ ':method': 'PUT' })).toMatchObject({ status: 200 });
    expect(seen).toHaveLength(1);
  });

  it('and ends when the policy no longer allows it', async () => {
    const cut = new Promise((resolve) => {
      serving.serve = (served) => {
        served.once('close', resolve);
        served.respond({ ':status': 200 });
      };
    });
    const stream = (await open()).request({ ':path': '/' });
    stream.on('error', () => undefined);
    await once(stream, 'response');
    await setPolicy({}, { mode: 'off' });
    await cut;
    expect(await gateway().decision(({ error }) => error !== undefined)).toMatchObject({
      error: 'closed-by-policy',
    });
  });
});

describe('a credential that the server gives back', () => {
  it('is the placeholder again in headers and text', async () => {
    serving.serve = (stream) => {
      stream.respond({ ':status': 200, 'content-type': 'text/plain', 'x-echo': VALUE });
      stream.end(`you sent ${VALUE}`);
    };
    const answer = await ask({ 'x-api-key': PLACEHOLDER });
    expect(answer).toMatchObject({ body: `you sent ${PLACEHOLDER}`, headers: { 'x-echo': PLACEHOLDER } });
  });

  it('ends a stream of gRPC, whose messages cannot be changed', async () => {
    serving.serve = (stream) => {
      stream.respond({ ':status': 200, 'content-type': 'application/grpc' });
      stream.end(message(`you sent ${VALUE}`));
    };
    const stream = (await open()).request(grpc('/echo', { 'x-api-key': PLACEHOLDER }));
    stream.on('error', () => undefined);
    stream.end();
    expect((await answerOf(stream)).body).not.toContain(VALUE);
    expect(stream.rstCode).not.toBe(constants.NGHTTP2_NO_ERROR);
    expect(await gateway().decision(({ error }) => error === 'unreadable-answer')).toMatchObject({
      path: '/echo',
    });
  });
});
