import { execFileSync, type StdioOptions, spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Scope } from '../../../electron/lib/scope.ts';
import { testEngine } from '../engine/engine.ts';
import { bulkhead } from './command-line.ts';
import { ended } from './serve.ts';

/** OpenSSH's programs, configured as “bulkhead ssh-config” does it. */
export async function sshClient(scope: Scope, dataPath: string) {
  const { code, out, err } = await bulkhead(scope, dataPath, ['ssh-config', '--print']);
  if (code !== 0) throw new Error(err);
  const config = join(dataPath, 'ssh-config');
  writeFileSync(config, out);
  const options = ['-F', config, '-o', 'BatchMode=yes'];
  const env: NodeJS.ProcessEnv = {
    ...process.env,
    DOCKER_HOST: testEngine().dockerHost,
    GIT_SSH_COMMAND: `ssh ${options.join(' ')}`,
  };
  const start = (
    program: string,
    args: readonly string[],
    stdio: StdioOptions = ['ignore', 'pipe', 'pipe'],
  ) => {
    const child = spawn(program, args, { env, stdio });
    scope.add(() => void child.kill('SIGKILL'));
    return child;
  };
  return {
    env,
    options,
    start,
    /** Runs a program to its end; those of OpenSSH get the configuration first. */
    run: async (program: string, ...args: readonly string[]) => {
      const own = ['ssh', 'scp', 'sftp'].includes(program) ? options : [];
      return await ended(start(program, [...own, ...args]));
    },
  };
}

/** A program of this machine with the libraries that it needs: paths to copy, and how to run it from a folder. */
export function portableProgram(name: string): { files: string[]; commandIn(folder: string): string } {
  const path = execFileSync('sh', ['-c', `readlink -f "$(command -v ${name})"`], { encoding: 'utf8' }).trim();
  const libraries = execFileSync('ldd', [path], { encoding: 'utf8' });
  const files = [...libraries.matchAll(/(\/\S+) \(0x/g)].map(([, library = '']) => library);
  const loader = files.find((file) => /\/ld-[^/]*$/.test(file)) ?? '';
  const base = (file: string) => file.slice(file.lastIndexOf('/') + 1);
  return {
    files: [path, ...files],
    commandIn: (folder) => `${folder}/${base(loader)} --library-path ${folder} ${folder}/${base(path)}`,
  };
}
