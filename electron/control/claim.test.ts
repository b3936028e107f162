import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, symlinkSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Scope } from '../lib/scope.ts';
import { type Claim, claimControl } from './claim.ts';
import { connectControl } from './connect.ts';
import { type ControlPlace, controlPlaceOf } from './control-place.ts';

let scope: Scope;
let dataPath: string;
let place: ControlPlace;
beforeEach(() => {
  scope = new Scope();
  dataPath = mkdtempSync(join(tmpdir(), 'bulkhead-claim-'));
  const folder = dataPath;
  scope.add(() => rmSync(folder, { recursive: true }));
  place = controlPlaceOf(dataPath);
});
afterEach(() => {
  vi.restoreAllMocks();
  return scope.dispose();
});

async function claim(server: Server = createServer()): Promise<Claim | undefined> {
  const claimed = await claimControl(server, place);
  if (claimed) scope.add(() => claimed.release());
  return claimed;
}

it('gives the folder to the first one, and to the next once it is released', async () => {
  const first = await claim();
  expect(await claim()).toBeUndefined();
  await first?.release();
  expect(await claim()).toBeDefined();
});

it('gives the folder to exactly one of many that come at once, again and again', async () => {
  for (let round = 0; round < 5; round += 1) {
    const claims = await Promise.all(Array.from({ length: 12 }, () => claimControl(createServer(), place)));
    const owners = claims.filter((each) => each !== undefined);
    expect(owners).toHaveLength(1);
    await owners[0]?.release();
  }
});

it('takes over from a process that was killed', async () => {
  const { folder = '' } = place;
  const program = 'require("net").createServer().listen(process.argv[1], () => console.log("listens"))';
  mkdirSync(folder, { mode: 0o700 });
  const node = spawn(process.execPath, ['--eval', program, join(folder, 'owner-1.sock')], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  scope.add(() => void node.kill('SIGKILL'));
  await once(node.stdout, 'data');
  expect(await claim()).toBeUndefined();
  node.kill('SIGKILL');
  await once(node, 'exit');
  expect(await claim()).toBeDefined();
  expect(readdirSync(folder).filter((name) => name.startsWith('owner-'))).toEqual(['owner-2.sock']);
});

it('lets nobody else in', async () => {
  await claim();
  expect(statSync(place.folder ?? '').mode & 0o777).toBe(0o700);
  expect(statSync(place.path).mode & 0o777).toBe(0o600);
});

describe('a folder that others could change', () => {
  it('is refused when they may open it', async () => {
    await (await claim())?.release();
    chmodSync(place.folder ?? '', 0o755);
    await expect(claim()).rejects.toMatchObject({ error: { type: 'conflict' } });
  });

  it('is refused when it is a link', async () => {
    symlinkSync(tmpdir(), place.folder ?? '');
    await expect(claim()).rejects.toMatchObject({ error: { type: 'conflict' } });
  });

  it('is refused when it belongs to somebody else, by the host and by its clients', async () => {
    await claim();
    vi.spyOn(process, 'getuid').mockReturnValue((process.getuid?.() ?? 0) + 1);
    await expect(claim()).rejects.toMatchObject({ error: { type: 'conflict' } });
    await expect(connectControl(dataPath)).rejects.toMatchObject({ error: { type: 'conflict' } });
  });
});

it('is a named pipe on Windows, of one name however the folder is written', () => {
  const place = controlPlaceOf('C:\\Users\\P\\Bulkhead', 'win32');
  expect(place).toEqual({
    folder: undefined,
    path: expect.stringMatching(/^\\\\\.\\pipe\\bulkhead-[0-9a-f]{32}$/),
  });
  expect(controlPlaceOf('c:\\users\\p\\bulkhead', 'win32')).toEqual(place);
});

it('says so when the path is too long for a socket', () => {
  expect(() => controlPlaceOf(join(dataPath, 'a'.repeat(90)))).toThrow('at most 103 bytes');
});
