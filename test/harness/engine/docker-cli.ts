import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { promisify } from 'node:util';
import { createDockerEngine } from '../../../electron/engine/docker/adapter.ts';
import type { Engine } from '../../../electron/engine/docker/engine.ts';
import type { Scope } from '../../../electron/lib/scope.ts';
import { testEngine } from './engine.ts';

const run = promisify(execFile);

/** Runs the Docker command line on the test engine. Rejects with its output when it fails. */
export async function docker(...args: string[]): Promise<string> {
  return (await run('docker', args, { maxBuffer: 16 * 1024 * 1024 })).stdout.trim();
}

/** The output of a line for the host's shell, with the Docker command line set to the test engine. */
export async function pipe(line: string): Promise<string> {
  return (await run('sh', ['-c', line], { maxBuffer: 16 * 1024 * 1024 })).stdout.trim();
}

/** The output of a command, whatever its exit code. */
export async function dockerOutput(...args: string[]): Promise<string> {
  try {
    const { stdout, stderr } = await run('docker', args);
    return stdout + stderr;
  } catch (error) {
    const failed = error as { stdout?: string; stderr?: string };
    return `${failed.stdout ?? ''}${failed.stderr ?? ''}`;
  }
}

/** A running container made as a person would at a prompt, removed with the scope. Resolves to its name. */
export async function containerByDockerCli(
  scope: Scope,
  options: readonly string[],
  command: readonly string[] = ['sleep', '600'],
  image = 'busybox:stable',
): Promise<string> {
  const name = `by-hand-${randomUUID().slice(0, 8)}`;
  scope.add(async () => void (await docker('rm', '-f', '-v', name)));
  await docker('run', '-d', '--init', '--name', name, ...options, image, ...command);
  return name;
}

/** A network made by hand, removed with the scope. Resolves to its name. */
export async function networkByDockerCli(scope: Scope, options: readonly string[]): Promise<string> {
  const name = `by-hand-${randomUUID().slice(0, 8)}`;
  scope.add(async () => void (await docker('network', 'rm', name)));
  await docker('network', 'create', ...options, name);
  return name;
}

/** The engine as the app sees it. */
export function appEngine(scope: Scope): Engine {
  const engine = createDockerEngine({ url: testEngine().dockerHost, source: 'DOCKER_HOST', label: 'test' });
  scope.add(() => engine.close());
  return engine;
}
