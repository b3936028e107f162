import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { silentLogger } from '../lib/logger.ts';
import { Scope } from '../lib/scope.ts';
import { announceHost } from './announce-host.ts';
import { claimControl } from './claim.ts';
import { appPlaceOf, controlPlaceOf } from './control-place.ts';
import { ControlServer } from './control-server.ts';
import { joinHost } from './join-host.ts';

let scope: Scope;
let dataPath: string;
beforeEach(() => {
  scope = new Scope();
  const folder = mkdtempSync(join(tmpdir(), 'bulkhead-announced-'));
  scope.add(() => rmSync(folder, { recursive: true }));
  dataPath = folder;
});
afterEach(() => scope.dispose());

function announce() {
  const announced = announceHost(dataPath);
  scope.add(() => announced.close());
  return announced;
}

/** A host that accepts connections and answers nothing. */
async function listenAsHost(): Promise<void> {
  const server = new ControlServer({ routes: [], logger: silentLogger });
  const claim = await claimControl(server.http, controlPlaceOf(dataPath));
  scope.add(() => claim?.release());
  server.open({ connect: () => undefined, recordCall: () => undefined });
  scope.add(() => server.close());
}

async function joins() {
  const port = await joinHost(dataPath, scope.signal);
  if (port) scope.add(() => port.close());
  return port !== undefined;
}

it('finds no host where neither an app nor a host runs', async () => {
  expect(await joins()).toBe(false);
});

it('has the app start its host for whoever waits, and joins that, also before the app can start one', async () => {
  const announced = announce();
  const early = [joins(), joins()];
  let started: Promise<void> | undefined;
  announced.answerWith(() => {
    started ??= listenAsHost();
    return started;
  });
  expect(await Promise.all(early)).toEqual([true, true]);
  expect(await joins()).toBe(true);
});

it('goes on without a host when the app has none or ends', async () => {
  const announced = announce();
  const early = joins();
  announced.close();
  expect(await early).toBe(false);
  const without = announce();
  without.answerWith(() => Promise.resolve());
  expect(await joins()).toBe(false);
});

it('is not held by an app that was killed, and the next one announces its host in its place', async () => {
  const { folder = '', path } = appPlaceOf(dataPath);
  mkdirSync(folder, { mode: 0o700 });
  const program = `
    const server = require('net').createServer(() => console.log('waits'));
    server.listen(process.argv[1], () => console.log('listens'));
  `;
  const node = spawn(process.execPath, ['--eval', program, path], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  scope.add(() => void node.kill('SIGKILL'));
  await once(node.stdout, 'data');
  const waiting = joins();
  await once(node.stdout, 'data');
  node.kill('SIGKILL');
  expect(await waiting).toBe(false);
  expect(await joins()).toBe(false);
  const announced = announce();
  announced.answerWith(listenAsHost);
  expect(await joins()).toBe(true);
});

it('ends when whoever waits gives up', async () => {
  announce();
  await expect(joinHost(dataPath, AbortSignal.timeout(50))).rejects.toThrow();
});

it('refuses a folder that others could change', async () => {
  const { folder = '' } = appPlaceOf(dataPath);
  mkdirSync(folder);
  chmodSync(folder, 0o755);
  await expect(joinHost(dataPath, scope.signal)).rejects.toMatchObject({ error: { type: 'conflict' } });
  expect(await announce().failed).toMatchObject({ error: { type: 'conflict' } });
});
