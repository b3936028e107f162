import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Decision } from '../../../electron/contract/egress.ts';
import type { GatewayMessage } from '../../../electron/contract/egress-control.ts';
import { bundleProgram } from '../bundle-program.ts';

/** The options and variables that the gateway's image gives Node. */
function containerSettings(): { options: string[]; environment: Record<string, string> } {
  const dockerfile = readFileSync('assets/images/gateway/Dockerfile', 'utf8');
  const [, entrypoint = ''] = /^ENTRYPOINT (.+)$/m.exec(dockerfile) ?? [];
  const variables = [...dockerfile.matchAll(/^ENV (\w+)=(\S+)$/gm)];
  return {
    options: (JSON.parse(entrypoint) as string[]).slice(1, -1),
    environment: Object.fromEntries(variables.map(([, name, value]) => [name, value])),
  };
}

/** The bundled program of `gateway-program.ts` in its own process, driven over stdin and stdout like the real one. */
export class GatewayProcess {
  readonly child: ChildProcess;
  readonly proxyPort: number;
  readonly messages: GatewayMessage[] = [];
  #seq = 0;
  #wake: (() => void)[] = [];

  constructor(
    program: string,
    proxyPort: number,
    options: { readonly read: boolean; readonly asInContainer?: boolean },
  ) {
    this.proxyPort = proxyPort;
    const settings = options.asInContainer ? containerSettings() : { options: [], environment: {} };
    this.child = spawn(process.execPath, [...settings.options, program], {
      env: {
        ...process.env,
        ...settings.environment,
        GATEWAY_PROXY_PORT: String(proxyPort),
        GATEWAY_DNS_PORT: String(proxyPort),
      },
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    if (options.read) this.read();
  }

  /** Starts to read the gateway's messages. */
  read(): void {
    if (this.child.stdout === null) return;
    createInterface({ input: this.child.stdout }).on('line', (line) => {
      // The end of the process cut the line off.
      if (!line.endsWith('}')) return;
      this.messages.push(JSON.parse(line) as GatewayMessage);
      for (const wake of this.#wake.splice(0)) wake();
    });
  }

  get decisions(): Decision[] {
    return this.messages.flatMap((message) => (message.type === 'decision' ? [message.decision] : []));
  }

  write(line: string): void {
    this.child.stdin?.write(line);
  }

  /** Sends a command without waiting; returns its number. */
  post(command: Record<string, unknown>): number {
    this.#seq += 1;
    this.write(`${JSON.stringify({ ...command, seq: this.#seq })}\n`);
    return this.#seq;
  }

  async command(command: Record<string, unknown>): Promise<GatewayMessage> {
    const seq = this.post(command);
    return await this.until((message) => 'seq' in message && message.seq === seq);
  }

  async until(fits: (message: GatewayMessage) => boolean): Promise<GatewayMessage> {
    for (;;) {
      const message = this.messages.find(fits);
      if (message !== undefined) return message;
      await new Promise<void>((resolve) => this.#wake.push(resolve));
    }
  }

  async stop(): Promise<void> {
    if (this.child.exitCode !== null) return;
    const exited = once(this.child, 'exit');
    this.child.kill('SIGTERM');
    await exited;
  }
}

/** Builds the program into a folder of its own. */
export async function buildGatewayProgram(): Promise<{ readonly program: string; remove(): Promise<void> }> {
  const folder = await mkdtemp(join(tmpdir(), 'bulkhead-gateway-'));
  const program = join(folder, 'gateway.cjs');
  await bundleProgram(join(process.cwd(), 'test/harness/gateway/gateway-program.ts'), program);
  return { program, remove: () => rm(folder, { recursive: true, force: true }) };
}
