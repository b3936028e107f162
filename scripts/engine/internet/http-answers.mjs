import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { answerGit } from './git-repository.mjs';
import { answersAsModel } from './model-answers.mjs';
import { answerNpm } from './npm-registry.mjs';
import { answersAboutPerson } from './provider-answers.mjs';

/** A longer body is recorded as its length; a coding agent sends all of its tools to its model. */
const RECORDED_LENGTH = 65_536;
const MAXIMUM_LENGTH = 8 * 1024 * 1024;

/**
 * What a web server of the test world does:
 *   /bytes/N        N bytes           /status/CODE    that status
 *   /slow/MS        answers late      /events         five server-sent events, 100 ms apart
 *   /WHO/NAME.git   a private git repository (see git-repository.mjs)
 *   /npm/…          an npm registry with a private package (see npm-registry.mjs)
 *   /oauth/…        an authorisation server (see oauth-server.mjs)
 *   /v1/messages    a model's answer, as Anthropic streams it (POST); it calls the tools that the prompt names. Also as
 *                   OpenAI and Google do (see model-answers.mjs)
 *   /tokeninfo and the like   what providers say about the person (see provider-answers.mjs)
 *   /api/claude_code/…   nothing (404): no organization rules over Claude Code here
 *   anything else   the request itself, as JSON; over HTTP/2 with the trailer of a call that went well in gRPC
 * @param {(entry: object) => void} record
 * @param {ReturnType<typeof import('./oauth-server.mjs').createOAuthServer>} oauth
 */
export function answerHttp(record, oauth) {
  return async (request, response) => {
    const { method, url, headers, socket } = request;
    const whole = await readBody(request);
    const body = whole.length <= RECORDED_LENGTH ? whole : `${whole.length} bytes`;
    record({
      kind: socket.encrypted ? 'https' : 'http',
      method,
      host: headers.host ?? headers[':authority'],
      path: url,
      headers,
      body,
      from: socket.remoteAddress,
      to: socket.localAddress,
      serverName: socket.servername || undefined,
    });
    if (answerGit(request, response) || answerNpm(request, response)) return;
    if (oauth.answer(request, response, whole)) return;
    if (url.startsWith('/api/claude_code/')) return response.writeHead(404).end();
    const [, verb, value = ''] = url.split('?')[0].split('/');
    switch (verb) {
      case 'bytes':
        return sendBytes(response, Number(value));
      case 'status':
        return response.writeHead(Number(value)).end();
      case 'slow':
        await delay(Number(value));
        return response.end('late\n');
      case 'events':
        return await sendEvents(response);
      default:
        if (answersAboutPerson(request, response) || answersAsModel(request, response, whole)) return;
        response.setHeader('content-type', 'application/json');
        if (request.httpVersion === '2.0') response.addTrailers({ 'grpc-status': '0' });
        return response.end(JSON.stringify({ method, host: headers.host, path: url, headers, body }));
    }
  };
}

/** Echoes every frame of a WebSocket as it came, without its mask. */
export function answerWebSocket(record) {
  return (request, socket, head) => {
    // A model answers over HTTP alone; its program then asks there.
    if (request.url.endsWith('/responses')) return socket.end('HTTP/1.1 426 Upgrade Required\r\n\r\n');
    record({ kind: 'websocket', host: request.headers.host, path: request.url, headers: request.headers });
    const key = `${request.headers['sec-websocket-key']}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`;
    const accept = createHash('sha1').update(key).digest('base64');
    socket.write(
      `HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${accept}\r\n\r\n`,
    );
    let pending = head;
    socket.on('error', () => socket.destroy());
    socket.on('data', (chunk) => {
      pending = Buffer.concat([pending, chunk]);
      for (let frame = readFrame(pending); frame; frame = readFrame(pending)) {
        pending = pending.subarray(frame.size);
        socket.write(Buffer.concat([frame.header, frame.payload]));
      }
    });
  };
}

function readFrame(bytes) {
  const length = (bytes[1] ?? 0) & 0x7f;
  // These tests send no longer frames.
  const extended = length === 126 ? 2 : 0;
  const start = 2 + extended + 4;
  if (bytes.length < start) return undefined;
  const size = start + (extended ? bytes.readUInt16BE(2) : length);
  if (bytes.length < size) return undefined;
  const mask = bytes.subarray(start - 4, start);
  const header = Buffer.from(bytes.subarray(0, start - 4));
  header[1] &= 0x7f;
  return {
    size,
    header,
    payload: Buffer.from(bytes.subarray(start, size)).map((byte, at) => byte ^ mask[at % 4]),
  };
}

/** Reads a body of up to 8 MiB as text; of a longer one, blanks of its length. */
async function readBody(request) {
  const chunks = [];
  let length = 0;
  for await (const chunk of request) {
    length += chunk.length;
    if (length <= MAXIMUM_LENGTH) chunks.push(chunk);
  }
  if (length > MAXIMUM_LENGTH) return ' '.repeat(length);
  const bytes = Buffer.concat(chunks);
  return (request.headers['content-encoding'] === 'zstd' ? unpackZstd(bytes) : bytes).toString('utf8');
}

/** Codex compresses its questions so. The zlib of Node 20 cannot read that; without the program they stay as they are. */
function unpackZstd(bytes) {
  try {
    return execFileSync('zstd', ['--decompress', '--stdout'], { input: bytes, maxBuffer: MAXIMUM_LENGTH });
  } catch {
    return bytes;
  }
}

async function sendBytes(response, count) {
  response.setHeader('content-length', count);
  const chunk = Buffer.alloc(65_536);
  for (let left = count; left > 0 && !response.destroyed; left -= chunk.length) {
    if (response.write(chunk.subarray(0, Math.min(left, chunk.length)))) continue;
    // A client that closes its connection never drains, so either event ends the wait.
    await new Promise((resolve) => response.once('drain', resolve).once('close', resolve));
  }
  response.end();
}

async function sendEvents(response) {
  response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-cache' });
  for (let number = 1; number <= 5 && !response.destroyed; number += 1) {
    response.write(`data: ${number}\n\n`);
    await delay(100);
  }
  response.end();
}
