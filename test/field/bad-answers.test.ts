import { expect, it } from 'vitest';
import { decisionLabel } from '../../renderer/egress/decision-labels.ts';
import { exchange, openTcp } from '../harness/gateway/gateway.ts';
import { get, plainGateway } from '../harness/gateway/plain-gateway.ts';

const { gateway, serve, client } = plainGateway();

/** A server at allowed.test that answers every request with these bytes. Returns what the agent gets. */
async function answerTo(bytes: string): Promise<string> {
  const server = openTcp((socket) => {
    socket.on('error', () => undefined);
    socket.once('data', () => socket.end(Buffer.from(bytes, 'latin1')));
  });
  const port = await serve(server);
  await gateway().setPolicy({ rules: [{ id: 'r', effect: 'allow', host: 'allowed.test', ports: [port] }] });
  return await exchange(gateway().proxyPort(), get(port));
}

const head = (lines: string) => `HTTP/1.1 200 OK\r\n${lines}\r\n\r\n`;

// First reported as https://github.com/angular/angular-cli/issues/25334.
it.each([17, 64])('an answer with %d KiB of headers passes', async (kib) => {
  const cookie = 'c'.repeat(1_000);
  const cookies = Array.from({ length: kib }, (_, index) => `Set-Cookie: k${index}=${cookie}`).join('\r\n');
  const text = await answerTo(`${head(`${cookies}\r\nContent-Length: 2`)}ok`);
  expect(text).toMatch(/^HTTP\/1.1 200 OK/);
  expect(text.match(/^Set-Cookie:/gim)).toHaveLength(kib);
});

// First reported as https://github.com/GSA/api.data.gov/issues/461: a 502 that does not say why.
it.each([
  ['a head over the limit', head(`X: ${'x'.repeat(100_000)}`), 'answer-head-too-large', '96 KiB'],
  ['a bare line feed', 'HTTP/1.1 200 OK\nX: 1\nContent-Length: 2\n\nok', 'answer-line-end', 'CR LF'],
  ['one in the middle', head('X: 1\nY: 2\r\nContent-Length: 0'), 'answer-line-end', 'CR LF'],
  ['one at the end of the head', 'HTTP/1.1 200 OK\r\nX: 1\r\n\nok', 'answer-line-end', 'CR LF'],
  ['a blank before the colon', head('X : 1'), 'answer-header-name', 'header name'],
  ['a header without a name', head(': 1'), 'answer-header-name', 'header name'],
  ['a control character', head('X: a\u0001b'), 'answer-header-value', 'control character'],
  ['a NUL', head('X: a\0b'), 'answer-header-value', 'control character'],
  ['a length and chunks', head('Content-Length: 2\r\nTransfer-Encoding: chunked'), 'answer-length', 'length'],
  ['chunks and a length', head('Transfer-Encoding: chunked\r\nContent-Length: 2'), 'answer-length', 'length'],
  ['two lengths', head('Content-Length: 2\r\nContent-Length: 3'), 'answer-length', 'length'],
  ['another protocol', 'SSH-2.0-OpenSSH_9.7\r\n', 'answer-not-http', 'HTTP/1.1'],
  ['a greeting', '220 mail.test ESMTP\r\n', 'answer-not-http', 'HTTP/1.1'],
  ['HTTP/2', '\0\0\u0012\u0004\0\0\0\0\0', 'answer-not-http', 'HTTP/1.1'],
  ['a status that is none', 'HTTP/1.1 abc\r\n\r\n', 'answer-malformed', 'malformed'],
  ['a status of four digits', 'HTTP/1.1 2000 OK\r\n\r\n', 'answer-malformed', 'malformed'],
  ['a status below 100', 'HTTP/1.1 099 OK\r\nContent-Length: 2\r\n\r\nok', 'answer-malformed', 'malformed'],
  ['a folded header', head('X: a\r\n  b\r\nContent-Length: 0'), 'answer-malformed', 'malformed'],
  ['a negative length', head('Content-Length: -2'), 'answer-length', 'length'],
  ['a length that is none', head('Content-Length: two'), 'answer-length', 'length'],
  [
    'a switch of protocols that nobody asked for',
    'HTTP/1.1 101 Go\r\nUpgrade: x\r\nConnection: Upgrade\r\n\r\n',
    'answer-malformed',
    'malformed',
  ],
  ['announcements alone', 'HTTP/1.1 103 Early\r\n\r\n'.repeat(40), 'answer-malformed', 'malformed'],
])('an answer with %s is told as what it is', async (_what, bytes, error, words) => {
  const text = await answerTo(bytes);
  expect(text).toMatch(/^HTTP\/1.1 502 /);
  expect(text).toContain(`(${error})`);
  expect(text).toContain(words);
  expect(text).not.toContain('does not accept connections');
  const record = await gateway().decision((each) => each.final);
  expect(record).toMatchObject({ error, status: 502 });
  expect(decisionLabel(record)).not.toContain('cannot be reached');
});

// First reported as https://github.com/nodejs/node/issues/25794.
it('a request with too long a head is told how long one may be, and is on record as that', async () => {
  await gateway().setPolicy({ rules: [] });
  const raw = client();
  raw.send(get(80, '/', `Cookie: ${'c'.repeat(40_000)}\r\n`));
  expect(await raw.untilClosed()).toMatch(/ 431 [\s\S]*longer than 32 KiB/);
  const record = await gateway().decision(() => true);
  expect(record).toMatchObject({ verdict: 'blocked', reason: 'head-too-large', status: 431 });
  expect(decisionLabel(record)).toContain('32 KiB');
});

// First reported as https://github.com/nodejs/node/issues/37676.
it('an answer with more than its length is passed on as far as its length says', async () => {
  expect(await answerTo(`${head('Content-Length: 2')}ok and more`)).toMatch(/ 200 OK[\s\S]*\r\n\r\nok$/);
  expect(await gateway().decision((each) => each.final)).toMatchObject({ status: 200, bytesDown: 2 });
});

it.each([
  ['a chunk without a size', 'zz\r\nok\r\n0\r\n\r\n', 'answer-malformed'],
  ['a chunk of a negative size', '-2\r\nok\r\n0\r\n\r\n', 'answer-malformed'],
  ['a chunk of more than its size', '2\r\nokX\r\n0\r\n\r\n', 'answer-malformed'],
  ['a bare line feed after a size', '2\nok\n0\n\n', 'answer-line-end'],
  ['an end in the middle', '5\r\nok', 'reset'],
])('a body with %s ends without its end, and is on record as that', async (_what, body, error) => {
  const port = await serve(
    openTcp((socket) => {
      socket.on('error', () => undefined);
      socket.once('data', () => socket.end(`${head('Transfer-Encoding: chunked')}${body}`));
    }),
  );
  await gateway().setPolicy({ rules: [{ id: 'r', effect: 'allow', host: 'allowed.test', ports: [port] }] });
  const raw = client();
  raw.send(get(port));
  expect(await raw.untilClosed()).not.toContain('0\r\n\r\n');
  expect(await gateway().decision((each) => each.final)).toMatchObject({ error });
});
