import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { UsageError } from './exit-code.ts';
import { readWebOptions, type WebOptions } from './web-options.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'bulkhead-web-options-'));
  writeFileSync(join(folder, 'cert.pem'), 'certificate');
  writeFileSync(join(folder, 'key.pem'), 'key');
});
afterEach(() => rmSync(folder, { recursive: true }));

const read = (options: Partial<WebOptions>) =>
  readWebOptions({
    web: true,
    webListen: undefined,
    tlsCert: undefined,
    tlsKey: undefined,
    listens: false,
    ...options,
  });

it('serves no browsers unless asked', async () => {
  expect(await read({ web: false })).toBeUndefined();
  await expect(read({ web: false, webListen: '3280' })).rejects.toThrow(UsageError);
  const tlsCert = join(folder, 'cert.pem');
  await expect(read({ web: false, tlsCert })).rejects.toThrow(UsageError);
  expect(await read({ web: false, tlsCert, listens: true })).toBeUndefined();
});

it('listens on the loopback without a certificate', async () => {
  expect(await read({})).toEqual({ address: { host: '127.0.0.1', port: 3280 }, tls: undefined });
  await expect(read({ webListen: '0.0.0.0:3280' })).rejects.toMatchObject({
    error: { type: 'invalid-input', field: 'web-listen' },
  });
});

it('listens elsewhere with a certificate and its key', async () => {
  const tlsCert = join(folder, 'cert.pem');
  const options = { webListen: '0.0.0.0:443', tlsCert, tlsKey: join(folder, 'key.pem') };
  expect(await read(options)).toEqual({
    address: { host: '0.0.0.0', port: 443 },
    tls: { cert: 'certificate', key: 'key' },
  });
  await expect(read({ tlsCert })).rejects.toThrow(UsageError);
  await expect(read({ ...options, tlsKey: join(folder, 'none.pem') })).rejects.toThrow(
    /cannot be read: ENOENT/,
  );
});
