import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { beforeEach, expect, it } from 'vitest';
import { addresses, arrivals, forgetArrivals, setNames } from '../harness/engine/internet.ts';

const run = promisify(execFile);
const inContainer = async (script: string) =>
  (await run('docker', ['run', '--rm', 'debian:bookworm-slim', 'sh', '-c', script])).stdout.trim();

beforeEach(async () => {
  await forgetArrivals();
  await setNames({});
});

it('answers names and requests, and records both', async () => {
  const answer = await inContainer('curl -s http://allowed.test/hello');
  expect(JSON.parse(answer)).toMatchObject({ method: 'GET', host: 'allowed.test', path: '/hello' });
  const seen = await arrivals();
  expect(seen).toContainEqual(expect.objectContaining({ kind: 'dns', name: 'allowed.test', type: 'A' }));
  expect(seen).toContainEqual(
    expect.objectContaining({ kind: 'http', host: 'allowed.test', to: addresses.server }),
  );
});

it('speaks TLS with a certificate for the name that was asked for', async () => {
  await setNames({ 'api.provider.com': [addresses.otherServer] });
  await inContainer('curl -sk https://api.provider.com/v1');
  const [request] = (await arrivals()).filter(({ kind }) => kind === 'https');
  expect(request).toMatchObject({ serverName: 'api.provider.com', to: addresses.otherServer });
});

it('sees what knocks at any address in the world', async () => {
  await inContainer('timeout 5 bash -c "echo hello > /dev/tcp/93.184.216.34/22"');
  expect(await arrivals()).toContainEqual(
    expect.objectContaining({ kind: 'tcp', port: 22, to: '93.184.216.34' }),
  );
});

it('knows no name of the real world', async () => {
  expect(await inContainer('curl -s https://registry.npmjs.org/ || echo $?')).toBe('6');
});
