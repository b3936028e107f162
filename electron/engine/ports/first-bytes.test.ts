import { expect, it } from 'vitest';
import { protocolOf } from './first-bytes.ts';

it.each([
  ['GET / HTTP/1.1\r\n', 'http'],
  ['\r\nGET / HTTP/1.1\r\n', 'http'],
  ['get / http/1.1\r\n', 'http'],
  ['M-SEARCH * HTTP/1.1\n', 'http'],
  ['GE', undefined],
  ['GET /a-long', undefined],
  ['over IPv6', undefined],
  ['over IPv6\n', 'other'],
  ['EHLO example.test\r\n', 'other'],
  ['\r\n', undefined],
  ['', undefined],
  ['PRI * HTTP/2.0\r\n\r\nSM', 'other'],
  ['\x16\x03\x01\x02\x00', 'other'],
  ['\x00\x00\x00\x08\x04\xd2\x16\x2f', 'other'],
  ['*1\r\n$4\r\nPING\r\n', 'other'],
  ['SSH-2.0-OpenSSH_9.2\r\n', 'other'],
  ['A'.repeat(40), undefined],
  [`GET /${'a'.repeat(70_000)}`, 'http'],
])('%j is %s', (text, protocol) => {
  expect(protocolOf(Buffer.from(text, 'latin1'))).toBe(protocol);
});
