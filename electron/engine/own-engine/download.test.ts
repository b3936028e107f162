import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { download } from './download.ts';

const content = Buffer.from('abcdefghij');
const sha256 = createHash('sha256').update(content).digest('hex');
let folder: string;
let server: Server;
let listener: RequestListener;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'bulkhead-download-'));
  server = createServer((request, response) => listener(request, response));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
});
afterEach(() => {
  onReport = () => {};
  server.close();
  rmSync(folder, { recursive: true, force: true });
});

/** Calls back once bytes have arrived. */
let onReport = () => {};
const fetchIt = () =>
  download({
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/docker.tgz`,
    sha256,
    path: join(folder, 'docker.tgz'),
    signal: new AbortController().signal,
    report: () => onReport(),
  });

it('goes on after a failure from where it was, and does not fetch again what is there', async () => {
  const ranges: (string | undefined)[] = [];
  listener = ({ headers: { range } }, response) => {
    ranges.push(range);
    if (range) return void response.writeHead(206, { 'content-length': 6 }).end(content.subarray(4));
    response.writeHead(200, { 'content-length': content.length });
    response.write(content.subarray(0, 4));
    onReport = () => response.destroy();
  };
  await expect(fetchIt()).rejects.toThrow('the next try goes on from there');
  await fetchIt();
  await fetchIt();
  expect(ranges).toEqual([undefined, 'bytes=4-']);
  expect(readFileSync(join(folder, 'docker.tgz'))).toEqual(content);
});

it('starts over where the server knows no ranges', async () => {
  let isFirst = true;
  listener = (_, response) => {
    response.writeHead(200, { 'content-length': content.length });
    if (!isFirst) return void response.end(content);
    isFirst = false;
    response.write(content.subarray(0, 4));
    onReport = () => response.destroy();
  };
  await expect(fetchIt()).rejects.toThrow();
  await fetchIt();
  expect(readFileSync(join(folder, 'docker.tgz'))).toEqual(content);
});

it('keeps nothing of a file with another checksum', async () => {
  listener = (_, response) => response.end('something else');
  await expect(fetchIt()).rejects.toThrow('its checksum differs');
  listener = (_, response) => response.end(content);
  await fetchIt();
  expect(readFileSync(join(folder, 'docker.tgz'))).toEqual(content);
});
