import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync } from 'node:fs';
import { RpcClient } from '../../../electron/client/rpc-client.ts';
import { controlPlaceOf } from '../../../electron/control/control-place.ts';
import { startControlSocket } from '../../../electron/control/open-control-socket.ts';
import { planLaunch } from '../../../scripts/app/launch-plan.mjs';
import { ensureTestUser } from '../../../scripts/app/test-user.mjs';
import { startVirtualDisplay } from '../../../scripts/app/virtual-display.mjs';
import { waitFor } from './wait-for.ts';
import type { Install, RunningHost } from './world.ts';

/** The packaged app as the test user, on a display of its own. Programs reach it by its socket, as `bulkhead` does. */
export const openApp: Install = async (scope, proxy) => {
  const { display, stop } = await startVirtualDisplay();
  scope.add(stop);
  const plan = planLaunch({ display, dockerHost: `unix://${proxy.path}` });
  scope.add(() => plan.remove());
  chmodSync(proxy.path, 0o666);
  const { uid, gid } = ensureTestUser();
  return {
    dataPath: plan.userData,
    owner: { uid, gid },
    async start() {
      const child = spawn(plan.executablePath, plan.args, {
        env: plan.env,
        stdio: ['ignore', 'pipe', 'pipe'],
      });
      const host = new PackagedApp(child, controlPlaceOf(plan.userData).path);
      await host.connect();
      return host;
    },
  };
};

class PackagedApp implements RunningHost {
  readonly #child: ChildProcess;
  readonly #socket: string;
  readonly #exited: Promise<unknown>;
  #output = '';
  #window: RpcClient | undefined;

  constructor(child: ChildProcess, socket: string) {
    this.#child = child;
    this.#socket = socket;
    this.#exited = once(child, 'exit');
    for (const output of [child.stdout, child.stderr])
      output?.on('data', (chunk) => {
        this.#output += chunk;
      });
  }

  /** Resolves when the app's engine host answers programs. */
  async connect(): Promise<void> {
    const port = await waitFor(async () => {
      const opening = startControlSocket(this.#socket, undefined);
      if (!(await opening.accepted)) throw new Error(`the app does not listen: ${this.#output}`);
      return opening.port;
    });
    this.#window = new RpcClient(port);
  }

  get window(): RpcClient {
    if (!this.#window) throw new Error('the app is not connected');
    return this.#window;
  }

  get output(): string {
    return this.#output;
  }

  /** Kills the main process. The other processes of the app end when they notice. */
  async kill(): Promise<void> {
    this.#child.kill('SIGKILL');
    await this.#exited;
  }

  async exited(): Promise<void> {
    await this.#exited;
  }
}
