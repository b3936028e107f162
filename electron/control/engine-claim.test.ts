import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { EngineFacts } from '../contract/engine.ts';
import { silentLogger } from '../lib/logger.ts';
import { Scope } from '../lib/scope.ts';
import { claimEngineFor } from './engine-claim.ts';

let scope: Scope;
let folder: string;
beforeEach(() => {
  scope = new Scope();
  folder = mkdtempSync(join(tmpdir(), 'bulkhead-engines-'));
  const made = folder;
  scope.add(() => rmSync(made, { recursive: true }));
});
afterEach(() => scope.dispose());

const engine = (identity: string) => ({ identity }) as EngineFacts;
const claim = async (dataPath: string, identity = 'one') => {
  const claimed = await claimEngineFor(dataPath, silentLogger, folder)(engine(identity), scope.signal);
  scope.add(() => claimed.release());
  return claimed;
};
const heldBy = (dataPath: string) => ({
  error: { type: 'conflict', message: expect.stringContaining(`BULKHEAD_DATA=${dataPath}`) },
});

it('gives an engine to one data folder, names it to another, and goes on when it is released', async () => {
  const first = await claim('/home/me/a');
  await expect(claim('/home/me/b')).rejects.toMatchObject(heldBy('/home/me/a'));
  await claim('/home/me/b', 'another engine');
  await first.release();
  await claim('/home/me/b');
});

it('takes an engine over from a process that was killed', async () => {
  const earlier = await claim('/home/me/a');
  await earlier.release();
  const [id = ''] = readdirSync(folder);
  const program = `
    const server = require('net').createServer((socket) => {
      socket.on('error', () => {}).end('{"dataPath":"/home/me/a"}');
    });
    const socket = require('path').join(process.argv[1], 'owner-2.sock');
    server.listen(socket, () => require('fs').link(socket, process.argv[1] + '/holder.sock', () => console.log('holds')));
  `;
  const node = spawn(process.execPath, ['--eval', program, join(folder, id)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  scope.add(() => void node.kill('SIGKILL'));
  await once(node.stdout, 'data');
  await expect(claim('/home/me/b')).rejects.toMatchObject(heldBy('/home/me/a'));
  node.kill('SIGKILL');
  await once(node, 'exit');
  await claim('/home/me/b');
});

it('goes on without a claim where no socket can be', async () => {
  const far = join(folder, 'x'.repeat(120));
  const claimed = await claimEngineFor('/home/me/a', silentLogger, far)(engine('one'), scope.signal);
  await claimed.release();
});
