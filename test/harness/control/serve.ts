import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { RpcClient } from '../../../electron/client/rpc-client.ts';
import { connectControl } from '../../../electron/control/connect.ts';
import type { Scope } from '../../../electron/lib/scope.ts';
import { testEngine } from '../engine/engine.ts';

export const PROGRAM = join(import.meta.dirname, '../../../dist/cli/bulkhead.cjs');

/** A data folder of its own, removed with the scope. */
export function dataFolder(scope: Scope): string {
  const folder = mkdtempSync(join(tmpdir(), 'bulkhead-serve-'));
  scope.add(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** The command line in a process of its own, on the test engine. */
export function startProgram(
  scope: Scope,
  dataPath: string,
  args: readonly string[],
  environment: Readonly<Record<string, string>> = {},
  stdin: 'ignore' | 'pipe' = 'ignore',
  path = PROGRAM,
): ChildProcess {
  const program = spawn(path, args, {
    env: {
      ...process.env,
      DOCKER_HOST: testEngine().dockerHost,
      BULKHEAD_DATA: dataPath,
      BULKHEAD_CHECK_OUTPUTS: '1',
      ...environment,
    },
    stdio: [stdin, 'pipe', 'pipe'],
  });
  scope.add(async () => {
    if (program.exitCode !== null || program.signalCode !== null) return;
    const ended = once(program, 'exit');
    program.kill('SIGTERM');
    await ended;
  });
  return program;
}

/** What a program printed until it ended, and its exit code. */
export async function ended(
  program: ChildProcess,
): Promise<{ code: number | null; out: string; err: string }> {
  let out = '';
  let err = '';
  program.stdout?.on('data', (chunk: Buffer) => {
    out += chunk.toString();
  });
  program.stderr?.on('data', (chunk: Buffer) => {
    err += chunk.toString();
  });
  const [code] = (await once(program, 'close')) as [number | null];
  return { code, out, err };
}

/** Starts `bulkhead serve`; resolves once it listens. */
export async function startServe(
  scope: Scope,
  dataPath: string,
  environment: Readonly<Record<string, string>> = {},
  args: readonly string[] = [],
  /** Receives what the program prints once it listens. */
  onReady: (text: string) => void = () => undefined,
): Promise<ChildProcess> {
  const program = startProgram(scope, dataPath, ['serve', ...args], environment);
  program.stderr?.pipe(process.stderr);
  await new Promise<void>((resolve, reject) => {
    program.stdout?.once('data', (text: Buffer) => {
      onReady(text.toString());
      resolve();
    });
    program.once('exit', (code) => reject(new Error(`bulkhead serve ended with ${code}`)));
  });
  return program;
}

/** A client of the host that owns the folder, once that is connected to its engine. */
export async function connectTo(scope: Scope, dataPath: string): Promise<RpcClient> {
  const port = await connectControl(dataPath);
  if (!port) throw new Error('no host listens');
  scope.add(() => port.close());
  const client = new RpcClient(port);
  const connected = new Promise<void>((resolve) => {
    client.on('engine.changed', ({ status }) => {
      if (status === 'connected') resolve();
    });
  });
  if ((await client.call('engine.state', {})).status !== 'connected') await connected;
  return client;
}
