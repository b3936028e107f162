import { copyFileSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';

/**
 * Starts the engine host again with a probe in it, so that the soak can ask what the process holds.
 * @param {import('@playwright/test').ElectronApplication} app
 * @param {string} home a folder that the app's user can read and write
 */
export async function probeEngineHost(app, home) {
  const [socket, probe, wrapper] = ['probe.sock', 'probe.cjs', 'host.cjs'].map((name) => join(home, name));
  const module = join(
    await app.evaluate(({ app: electron }) => electron.getAppPath()),
    'dist/engine/index.cjs',
  );
  copyFileSync(new URL('./engine-host-probe.cjs', import.meta.url), probe);
  writeFileSync(
    wrapper,
    [
      `require(${JSON.stringify(probe)})(${JSON.stringify(socket)})`,
      `require(${JSON.stringify(module)})`,
    ].join(';\n'),
  );
  await app.evaluate(async ({ app: electron, utilityProcess }, path) => {
    const { fork } = utilityProcess;
    utilityProcess.fork = (_module, args, options) => fork(path, args, options);
    const hostPid = () => electron.getAppMetrics().find(({ name }) => name === 'Bulkhead engine host')?.pid;
    // It starts with the page's first call.
    while (!hostPid()) await new Promise((resolve) => setTimeout(resolve, 100));
    process.kill(hostPid(), 'SIGKILL');
  }, wrapper);
  return {
    /**
     * Memory after garbage collection, and handles by kind. A heap snapshot is written first where a file is named.
     * @param {string} [file]
     * @returns {Promise<{ heapUsed: number, external: number, resources: Record<string, number> }>}
     */
    holdings: (file = '') => ask(socket, file),
  };
}

function ask(path, question) {
  return new Promise((resolve, reject) => {
    const socket = connect(path, () => socket.write(`${question}\n`));
    let answer = '';
    socket.setEncoding('utf8').on('data', (text) => {
      answer += text;
    });
    socket.once('error', reject);
    socket.once('end', () => resolve(JSON.parse(answer)));
  });
}
