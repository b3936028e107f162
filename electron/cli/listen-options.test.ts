import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { UsageError } from './exit-code.ts';
import { readListenOptions } from './listen-options.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'bulkhead-tls-'));
  for (const name of ['cert', 'key', 'ca']) writeFileSync(join(folder, name), name);
});
afterAll(() => rmSync(folder, { recursive: true }));

const none = { listen: undefined, web: false, tlsCert: undefined, tlsKey: undefined, tlsClientCa: undefined };
const all = () => ({
  tlsCert: join(folder, 'cert'),
  tlsKey: join(folder, 'key'),
  tlsClientCa: join(folder, 'ca'),
});
const read = (change: Partial<typeof none> | object, env = {}) =>
  readListenOptions({ ...none, ...change }, env);

it('listens nowhere unless asked, and on the loopback without a certificate', async () => {
  expect(await read({})).toBeUndefined();
  expect(await read({}, { PORT: '' })).toBeUndefined();
  const loopback = { address: { host: '127.0.0.1', port: 3200 } };
  for (const listen of ['3200', '127.0.0.1:3200', 'localhost:3200'])
    expect(await read({ listen })).toEqual(loopback);
  expect(await read({}, { PORT: '3200' })).toEqual(loopback);
  expect(await read({ listen: '[::1]:3200' })).toEqual({ address: { host: '::1', port: 3200 } });
});

it.each([
  '0.0.0.0:3200',
  '192.168.1.5:3200',
  '[::]:3200',
  'example.test:3200',
  '3200x',
  '99999',
  '',
  'http://localhost',
])('refuses %j without a certificate', async (listen) => {
  await expect(read({ listen })).rejects.toMatchObject({ error: { field: 'listen' } });
});

it('listens elsewhere with all three files', async () => {
  const tls = { cert: 'cert', key: 'key', ca: 'ca' };
  expect(await read({ listen: '0.0.0.0:3200', ...all() })).toEqual({
    address: { host: '0.0.0.0', port: 3200 },
    tls,
  });
  expect(await read({ listen: '3200', ...all() })).toMatchObject({ tls });
});

it.each(['tlsCert', 'tlsKey', 'tlsClientCa'])('refuses to do without %s', async (name) => {
  const options = { listen: '0.0.0.0:3200', ...all(), [name]: undefined };
  await expect(read(options)).rejects.toBeInstanceOf(UsageError);
});

it('refuses an authority without a listener, and a file that is not there', async () => {
  await expect(read({ tlsClientCa: join(folder, 'ca') })).rejects.toBeInstanceOf(UsageError);
  const options = { listen: '3200', ...all(), tlsClientCa: join(folder, 'none') };
  await expect(read(options)).rejects.toThrow(/none cannot be read: ENOENT/);
});
