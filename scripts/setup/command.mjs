import { spawn, spawnSync } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { Stop } from './report.mjs';

/**
 * Runs a program with this terminal's output and resolves with its exit code (128 when a signal ended it).
 * @param {string[]} args
 * @param {import('node:child_process').SpawnOptions} options
 */
export function run(program, args, options = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { stdio: ['ignore', 'inherit', 'inherit'], ...options });
    child.once('error', reject);
    child.once('exit', (code) => resolve(code ?? 128));
  });
}

/** As {@link run}, and a failure ends the script. */
export async function mustRun(program, args, options = {}) {
  const code = await run(program, args, options);
  if (code !== 0) throw new Stop(`${program} ${args.join(' ')} failed (exit ${code})`);
}

/**
 * Runs a short program to its end and returns its standard output. Throws with its standard error on failure.
 * @param {{ input?: string, timeoutMs?: number, env?: NodeJS.ProcessEnv, cwd?: string }} options
 */
export function capture(program, args, { input, timeoutMs = 60_000, env, cwd } = {}) {
  const result = spawnSync(program, args, {
    encoding: 'utf8',
    timeout: timeoutMs,
    maxBuffer: 64 * 1024 * 1024,
    input,
    env,
    cwd,
  });
  if (result.error) throw new Error(`${program}: ${result.error.message}`);
  if (result.status !== 0) {
    throw new Error(`${program} ${args.join(' ')} failed (exit ${result.status}): ${result.stderr.trim()}`);
  }
  return result.stdout;
}

/** Whether a program is in the search path. /usr/sbin is looked at too: Debian users have it outside PATH. */
export function hasProgram(name) {
  const folders = [...(process.env.PATH ?? '').split(delimiter), '/usr/sbin', '/sbin'];
  return folders.some((folder) => {
    try {
      accessSync(join(folder, name), constants.X_OK);
      return true;
    } catch {
      // The program is not in this folder, so the next one is searched.
      return false;
    }
  });
}
