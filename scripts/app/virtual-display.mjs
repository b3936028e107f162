import { spawn } from 'node:child_process';

/**
 * Starts a virtual display (Xvfb) on a number that is free.
 * @returns {Promise<{ display: string, stop: () => Promise<void> }>}
 */
export async function startVirtualDisplay() {
  const size = ['-screen', '0', '1440x900x24'];
  // -ac: the app runs as another user than the tests; nothing listens outside this machine (-nolisten tcp).
  const server = spawn('Xvfb', ['-displayfd', '3', ...size, '-nolisten', 'tcp', '-ac', '-noreset'], {
    stdio: ['ignore', 'ignore', 'ignore', 'pipe'],
  });
  const exited = new Promise((resolve) => server.once('exit', resolve));
  const number = await new Promise((resolve, reject) => {
    server.once('error', reject);
    server.once('exit', (code) => reject(new Error(`Xvfb ended with ${code}`)));
    server.stdio[3].once('data', (chunk) => resolve(chunk.toString().trim()));
  });
  return {
    display: `:${number}`,
    stop: async () => {
      server.kill();
      await exited;
    },
  };
}
