import { gzipSync } from 'node:zlib';
import { it } from 'vitest';
import { classifyAddress } from '../../electron/gateway/addresses.ts';
import { subjectOf } from '../../electron/gateway/certificate.ts';
import { readClientHello } from '../../electron/gateway/client-hello.ts';
import { parseControlLine } from '../../electron/gateway/control.ts';
import { readDnsQuery } from '../../electron/gateway/dns-message.ts';
import { EchoFilter } from '../../electron/gateway/echo-filter.ts';
import { pairHeaders, responseHeaders } from '../../electron/gateway/headers.ts';
import { parseAbsoluteTarget, parseAuthority } from '../../electron/gateway/hosts.ts';
import { LineReader } from '../../electron/gateway/line-reader.ts';
import { readRenewal } from '../../electron/gateway/oauth/renewal-answer.ts';
import { renewalAsked } from '../../electron/gateway/oauth/renewal-request.ts';
import { withoutTokenParts } from '../../electron/gateway/oauth/token-parts.ts';
import { readRequestHead } from '../../electron/gateway/request-head.ts';
import { readRequestPath } from '../../electron/gateway/request-path.ts';
import { textBody } from '../../electron/gateway/response-body.ts';
import { parseAwsCredentials, resign } from '../../electron/gateway/sigv4.ts';
import { streamFields } from '../../electron/gateway/stream-headers.ts';
import { frame } from '../../electron/gateway/websocket-frames.ts';
import { messageFilter } from '../../electron/gateway/websocket-messages.ts';
import { expectHarmless, type HostileSubject } from '../harness/hostile-input.ts';

const text = (input: Buffer) => input.toString('latin1');
const authorization =
  'AWS4-HMAC-SHA256 Credential=ID/20260101/eu-west-1/s3/aws4_request, SignedHeaders=host;x-amz-date, Signature=ab';
/** Header lines as Node passes them: names and values alternate. */
const rawHeaders = (input: Buffer) => text(input).split(/: |\r\n/);

function hello(): Buffer {
  const name = Buffer.from('\0\u0010\0\u000e\0\0\u000bexample.com', 'latin1');
  const extension = Buffer.concat([Buffer.from([0, 0, 0, name.length]), name]);
  const body = Buffer.concat([
    Buffer.from([3, 3]),
    Buffer.alloc(32),
    Buffer.from([0, 0, 2, 0x13, 0x01, 1, 0, 0, extension.length]),
    extension,
  ]);
  return Buffer.concat([Buffer.from([22, 3, 1, 0, body.length + 4, 1, 0, 0, body.length]), body]);
}

/** Input of the gateway from agents, servers and the app. */
const subjects: HostileSubject[] = [
  {
    name: 'a command of the app',
    examples: [
      '{"type":"set-policy","seq":1,"now":5,"policy":{"agentId":"one","localAddress":"10.0.0.2","mode":"allowlist","rules":[{"id":"r","effect":"allow","host":"a.com"}]}}',
      '{"type":"set-secret","seq":1,"secretId":"s","value":"x"}',
      '{"type":"hello","seq":1,"version":1}',
    ],
    parse: (input) => parseControlLine(input.toString('utf8')),
  },
  {
    name: 'lines of the app',
    examples: ['{"type":"hello"}\n{"type":"ping"}\n'],
    parse: (input) => {
      const reader = new LineReader(10_000, { onLine: () => undefined, onTooLong: () => undefined });
      for (let at = 0; at < input.length; at += 100) reader.push(input.subarray(at, at + 100));
    },
  },
  {
    name: 'DNS query',
    examples: [
      Buffer.from(
        '\u0012\u0034\u0001\0\0\u0001\0\0\0\0\0\0\u0003www\u0007example\u0003com\0\0\u0001\0\u0001',
        'latin1',
      ),
    ],
    parse: readDnsQuery,
  },
  {
    name: 'a request to renew an account',
    examples: [
      '{"grant_type":"refresh_token","refresh_token":"rt"}',
      'grant_type=refresh_token&refresh_token=rt',
    ],
    parse: (input) =>
      ['application/json', 'application/x-www-form-urlencoded'].map((type) =>
        renewalAsked([], text(input), [['Content-Type', type]]),
      ),
  },
  {
    name: 'an answer with new tokens',
    examples: [
      '{"access_token":"e30.e30.aaaaaaaa","refresh_token":"rtrtrtrt","expires_in":3600,"scope":"a"}',
    ],
    parse: (input) => readRenewal(text(input), { access: 'before-before' }, 0),
  },
  {
    name: 'a token with a placeholder',
    examples: ['Bearer head.claims.mark, a.b.mark'],
    parse: (input) => withoutTokenParts(text(input), 'mark'),
  },
  { name: 'ClientHello', examples: [hello()], parse: readClientHello },
  {
    name: 'head of a stream',
    examples: [':method\nGET\n:scheme\nhttps\n:authority\na.test\n:path\n/\ncookie\na=b'],
    parse: (input) => streamFields(text(input).split('\n'), true),
  },
  {
    name: 'head of a request',
    examples: [
      'Host: a.com\r\nContent-Length: 5\r\nConnection: close, x\r\nX: y',
      'Host: a.com\r\nTransfer-Encoding: chunked',
    ],
    parse: (input) => {
      const fields = { method: 'POST', httpVersion: '1.1', rawHeaders: rawHeaders(input) };
      const inside = { authority: { host: 'a.com', port: 443 }, defaultPort: 443 };
      return [
        readRequestHead({ ...fields, url: `http://a.com/${text(input).slice(0, 50)}` }, undefined),
        readRequestHead({ ...fields, url: `/${text(input)}` }, inside),
      ];
    },
  },
  {
    name: 'target of a request',
    examples: ['http://example.com:8080/a/b?c=d', 'example.com:443', '[::1]:443', '127.1:80'],
    parse: (input) => [
      parseAbsoluteTarget(text(input)),
      parseAuthority(text(input)),
      parseAuthority(text(input), 80),
    ],
  },
  {
    name: 'path of a request',
    examples: ['/a/%7Eb/../c%2fd;x//e?f#g'],
    parse: (input) => readRequestPath(text(input)),
  },
  {
    name: 'an address',
    examples: ['10.0.0.1', 'fe80::1%eth0', '::ffff:127.0.0.1'],
    parse: (i) => classifyAddress(text(i)),
  },
  {
    name: 'headers of an answer',
    examples: [
      'Content-Type: text/html\r\nContent-Encoding: gzip\r\nContent-Length: 10',
      'Content-Encoding: br, gzip',
    ],
    parse: (input) => {
      const headers = pairHeaders(rawHeaders(input));
      const text = textBody(headers);
      return [responseHeaders(headers, 200), typeof text === 'string' ? text : text.headers];
    },
  },
  {
    name: 'frames of a WebSocket',
    examples: [
      frame({ final: true, opcode: 1 }, Buffer.from('real-value-of-a-key')),
      Buffer.concat([
        frame({ final: false, opcode: 2 }, Buffer.from('real-value')),
        frame({ final: true, opcode: 9 }, Buffer.from('ping')),
        frame({ final: true, opcode: 0 }, Buffer.from('-of-a-key')),
      ]),
    ],
    parse: (input) => {
      const filter = new EchoFilter([{ value: 'real-value-of-a-key', placeholder: 'placeholder' }]);
      const rewriter = messageFilter(filter, () => undefined);
      const out: Buffer[] = [];
      for (let at = 0; at < input.length; at += 997) out.push(rewriter.push(input.subarray(at, at + 997)));
      return Buffer.concat(out);
    },
  },
  {
    name: 'body of an answer',
    examples: ['{"key":"real-value-of-a-key"}', gzipSync('x')],
    parse: (input) => {
      const filter = new EchoFilter([{ value: 'real-value-of-a-key', placeholder: 'placeholder' }]);
      const rewriter = filter.rewriter();
      for (let at = 0; at < input.length; at += 1_000) rewriter.push(input.subarray(at, at + 1_000));
      return rewriter.end();
    },
  },
  {
    name: 'a signed request',
    examples: [authorization],
    parse: (input) =>
      resign(
        {
          method: 'GET',
          pathAndQuery: `/a%20b?${text(input).slice(0, 2_000)}`,
          host: 'a.com',
          headers: [
            ['Authorization', text(input)],
            ['X-Amz-Date', '20260101T000000Z'],
          ],
          payloadHash: 'x',
        },
        { accessKeyId: 'A', secretAccessKey: 'B' },
      ),
  },
  {
    name: 'AWS credentials',
    examples: ['ID:SECRET:TOKEN'],
    parse: (input) => parseAwsCredentials(text(input)),
  },
  {
    name: 'a certificate',
    examples: [Buffer.from('3082', 'hex'), Buffer.from('30098000a0030201020201', 'hex')],
    parse: subjectOf,
    mayThrow: (error) => error instanceof Error,
  },
];

it.each(subjects)('survives hostile input: $name', (subject) => expectHarmless(subject));
