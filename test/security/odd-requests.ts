/** The parts that a request is built from: its target, and the headers that name its host and credential. */
export interface RequestParts {
  /** Nothing, or scheme and host of an absolute target. */
  readonly target: string;
  readonly head: string;
  readonly path: string;
}

export interface OddRequest {
  readonly name: string;
  bytes(parts: RequestParts): string;
}

const UPGRADE =
  'Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Key: eA==\r\nSec-WebSocket-Version: 13\r\n';
const LAST_CHUNK = '0\r\n\r\n';

const request =
  (method: string, headers: string, body = '', version = 'HTTP/1.1') =>
  ({ target, head, path }: RequestParts) =>
    `${method} ${target}${path} ${version}\r\n${head}${headers}\r\n${body}`;

/** A request without a decision, hidden where one parser sees a body and another the next message. */
const smuggled = ({ head }: RequestParts) => `DELETE /admin/everything HTTP/1.1\r\n${head}\r\n`;

/** Appends the hidden request; its length can be used in the headers. */
const hiding =
  (method: string, headers: (length: number) => string, before = '', version = 'HTTP/1.1') =>
  (parts: RequestParts) => {
    const hidden = smuggled(parts);
    return request(method, headers(hidden.length), before + hidden, version)(parts);
  };

const length = (value: string | number) => `Content-Length: ${value}\r\n`;
const encoding = (value: string) => `Transfer-Encoding: ${value}\r\n`;

const CASES: Record<string, OddRequest['bytes']> = {
  'an upgrade that announces a body and sends none': request('GET', UPGRADE + length(57)),
  'an upgrade with a body': hiding('GET', (bytes) => UPGRADE + length(bytes)),
  'an upgrade with an empty body': hiding('GET', () => UPGRADE + length(0)),
  'an upgrade with a chunked body': hiding('GET', () => UPGRADE + encoding('chunked'), LAST_CHUNK),
  'an upgrade by POST': hiding('POST', () => UPGRADE),
  'an upgrade in HTTP/1.0': hiding('GET', () => UPGRADE, '', 'HTTP/1.0'),
  'an upgrade with more behind it': hiding('GET', () => UPGRADE),
  'an upgrade to h2c with a body': hiding(
    'POST',
    (bytes) => `Connection: Upgrade\r\nUpgrade: h2c\r\n${length(bytes)}`,
  ),
  'an upgrade to h2c that announces a body and sends none': request(
    'GET',
    `Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABk\r\n${length(57)}`,
  ),
  'an upgrade to two protocols': request(
    'GET',
    `Connection: Upgrade\r\nUpgrade: h2c, websocket\r\n${length(57)}`,
  ),
  'an upgrade without Connection': request('GET', `Upgrade: websocket\r\n${length(57)}`),
  'a body that is announced and not sent': request('POST', length(57)),
  'a body that is cut short': request('POST', length(57), 'short'),
  'a chunked body without an end': request('POST', encoding('chunked'), '5\r\nhello\r\n'),
  'a chunked body that is cut in a chunk': request('POST', encoding('chunked'), 'ff\r\nhello'),
  'more than the announced body': hiding('POST', () => length(5), 'hello'),
  'a body on GET': request('GET', length(5), 'hello'),
  'a body announced on GET and not sent': request('GET', length(57)),
  'a body on HEAD': request('HEAD', length(5), 'hello'),
  'a whole chunked body': request('POST', encoding('chunked'), `5\r\nhello\r\n${LAST_CHUNK}`),
  'chunk extensions': request('POST', encoding('chunked'), `5;a=b;c="d"\r\nhello\r\n0;e\r\n\r\n`),
  'chunk sizes with zeros in front': request('POST', encoding('chunked'), `0005\r\nhello\r\n000\r\n\r\n`),
  trailers: request(
    'POST',
    `Trailer: Content-Length, X-Api-Key\r\n${encoding('chunked')}`,
    `5\r\nhello\r\n0\r\nContent-Length: 99\r\nX-Api-Key: other\r\n\r\n`,
  ),
  'a chunk size with a blank': hiding('POST', () => encoding('chunked'), '0 \r\n\r\n'),
  'a hexadecimal chunk size with 0x': hiding('POST', () => encoding('chunked'), '0x0\r\n\r\n'),
  'a chunk with a bare line feed': hiding('POST', () => encoding('chunked'), '0\n\r\n'),
  'length and chunked': hiding('POST', () => length(4) + encoding('chunked'), LAST_CHUNK),
  'chunked and length': hiding('POST', () => encoding('chunked') + length(4), LAST_CHUNK),
  'two different lengths': hiding('POST', (bytes) => length(0) + length(bytes)),
  'the same length twice': request('POST', length(5) + length(5), 'hello'),
  'a list of lengths': hiding('POST', (bytes) => length(`0, ${bytes}`)),
  'a list of equal lengths': request('POST', length('5, 5'), 'hello'),
  'a length with a plus sign': hiding('POST', () => length('+0')),
  'a negative length': hiding('POST', () => length('-1')),
  'a hexadecimal length': request('POST', length('0x5'), 'hello'),
  'a length with zeros in front': request('POST', length('0005'), 'hello'),
  'a length with a fraction': hiding('POST', () => length('0.0')),
  'an empty length': hiding('POST', () => length('')),
  'a length in quotes': hiding('POST', () => length('"0"')),
  'a length behind a tab': request('POST', 'Content-Length:\t5\r\n', 'hello'),
  'a blank before the colon of a length': hiding('POST', () => 'Content-Length : 0\r\n'),
  'a blank before the colon of an encoding': hiding(
    'POST',
    () => `Transfer-Encoding : chunked\r\n${length(5)}`,
    LAST_CHUNK,
  ),
  'an underscore in the name of a length': request('POST', 'Content_Length: 57\r\n'),
  'an underscore in the name of an encoding': hiding(
    'POST',
    () => `Transfer_Encoding: chunked\r\n${length(5)}`,
    LAST_CHUNK,
  ),
  'chunked, then identity': hiding('POST', () => encoding('chunked, identity'), LAST_CHUNK),
  'identity, then chunked': hiding('POST', () => encoding('identity, chunked'), LAST_CHUNK),
  identity: hiding('POST', () => encoding('identity')),
  'gzip and chunked': hiding('POST', () => encoding('gzip, chunked'), LAST_CHUNK),
  xchunked: hiding('POST', () => encoding('xchunked'), LAST_CHUNK),
  'chunked with a parameter': hiding('POST', () => encoding('chunked;q=1'), LAST_CHUNK),
  'chunked in quotes': hiding('POST', () => encoding('"chunked"'), LAST_CHUNK),
  'chunked in capitals': request('POST', encoding('CHUNKED'), `5\r\nhello\r\n${LAST_CHUNK}`),
  'chunked behind a vertical tab': hiding('POST', () => encoding('\x0bchunked'), LAST_CHUNK),
  'two encodings': hiding('POST', () => encoding('chunked') + encoding('identity'), LAST_CHUNK),
  'chunked in HTTP/1.0': hiding('POST', () => encoding('chunked'), LAST_CHUNK, 'HTTP/1.0'),
  'a folded encoding': hiding('POST', () => `Transfer-Encoding:\r\n chunked\r\n${length(5)}`, LAST_CHUNK),
  'a folded header': request('POST', `X-Folded: one\r\n two\r\n${length(5)}`, 'hello'),
  'a header that begins with a blank': hiding('POST', () => ` ${encoding('chunked')}`, LAST_CHUNK),
  'a bare carriage return in a header': hiding('POST', () => `X: 1\r${encoding('chunked')}`, LAST_CHUNK),
  'a bare line feed in a header': hiding('POST', () => `X: 1\n${encoding('chunked')}`, LAST_CHUNK),
  'a NUL in a header': hiding('POST', () => length('0\0')),
  'a header without a colon': hiding('POST', () => `Broken\r\n${length(0)}`),
  'a header without a name': hiding('POST', () => `: x\r\n${length(0)}`),
  'a Connection header that names the length': hiding(
    'POST',
    () => `Connection: Content-Length\r\n${length(5)}`,
    'hello',
  ),
  'a Connection header that names the encoding': request(
    'POST',
    `Connection: Transfer-Encoding\r\n${encoding('chunked')}`,
    `5\r\nhello\r\n${LAST_CHUNK}`,
  ),
  'a Connection header that names the host': request('GET', 'Connection: Host, close\r\n'),
  'a Connection header that keeps and closes': request('GET', 'Connection: keep-alive, close\r\n'),
  'Keep-Alive and Proxy-Connection': request('GET', 'Proxy-Connection: close\r\nKeep-Alive: timeout=1\r\n'),
  'Expect: 100-continue with a body': request('POST', `Expect: 100-continue\r\n${length(5)}`, 'hello'),
  'Expect: 100-continue without the body': request('POST', `Expect: 100-continue\r\n${length(57)}`),
  'another expectation': hiding('POST', () => `Expect: 200-ok\r\n${length(0)}`),
  'two requests at once': (parts) =>
    request('GET', '')(parts) + request('GET', '')({ ...parts, path: `${parts.path}/2` }),
  'a body, then another request': (parts) =>
    request('POST', length(5), 'hello')(parts) +
    request('PUT', length(3), 'you')({ ...parts, path: `${parts.path}/2` }),
  'a request in HTTP/1.0': request('GET', '', '', 'HTTP/1.0'),
  'a kept connection in HTTP/1.0': hiding('GET', () => 'Connection: keep-alive\r\n', '', 'HTTP/1.0'),
  'HTTP/1.2': request('GET', '', '', 'HTTP/1.2'),
  'HTTP/2.0': request('GET', '', '', 'HTTP/2.0'),
  'a method in small letters': request('get', ''),
  TRACE: request('TRACE', ''),
  TRACK: request('TRACK', ''),
  'a second Host': request('GET', 'Host: evil.test\r\n'),
  'an absolute target for another host': ({ head }) => `GET http://evil.test/ok HTTP/1.1\r\n${head}\r\n`,
  'an absolute target for the same host': ({ head, path }) =>
    `GET http://allowed.test${path} HTTP/1.1\r\n${head}\r\n`,
  'an asterisk for a target': ({ head }) => `OPTIONS * HTTP/1.1\r\n${head}\r\n`,
  'two slashes in the target': ({ target, head }) => `GET ${target}//evil.test/ok HTTP/1.1\r\n${head}\r\n`,
  'a fragment in the target': ({ target, head, path }) => `GET ${target}${path}#x HTTP/1.1\r\n${head}\r\n`,
  'a blank in the target': ({ target, head, path }) => `GET ${target}${path} x HTTP/1.1\r\n${head}\r\n`,
  'blank lines in front': (parts) => `\r\n\r\n${request('GET', '')(parts)}`,
};

export const ODD_REQUESTS: readonly OddRequest[] = Object.entries(CASES).map(([name, bytes]) => ({
  name,
  bytes,
}));
