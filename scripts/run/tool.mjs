import { spawn } from 'node:child_process';

/** Tools by the file that Node runs, which works without a shell on every system. */
const tools = {
  biome: 'node_modules/@biomejs/biome/bin/biome',
  tsc: 'node_modules/typescript/bin/tsc',
  vitest: 'node_modules/vitest/vitest.mjs',
  playwright: 'node_modules/@playwright/test/cli.js',
};

/**
 * Runs a tool, and shows and collects its output.
 * @param {keyof typeof tools} name
 * @param {string[]} args
 * @param {AbortSignal} signal ends the tool
 * @returns {Promise<{ code: number, output: string }>}
 */
export function runTool(name, args, signal) {
  const color = process.stdout.isTTY ? { FORCE_COLOR: '1' } : {};
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [tools[name], ...args], {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, ...color },
    });
    let output = '';
    const show = (target) => (chunk) => {
      target.write(chunk);
      output += chunk;
    };
    child.stdout.setEncoding('utf8').on('data', show(process.stdout));
    child.stderr.setEncoding('utf8').on('data', show(process.stderr));
    const end = () => child.kill('SIGINT');
    signal.addEventListener('abort', end, { once: true });
    child.once('error', reject);
    child.once('close', (code) => {
      signal.removeEventListener('abort', end);
      resolve({ code: code ?? 128, output });
    });
  });
}
