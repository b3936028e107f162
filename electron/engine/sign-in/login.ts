import type { Duplex } from 'node:stream';
import { AppFailure } from '../../contract/error.ts';
import type { OAuthProvider } from '../../contract/oauth.ts';
import { readAccount } from '../../contract/read-account.ts';
import type { SignInItem, SignInPlan } from '../../contract/sign-in.ts';
import { type Clock, delay } from '../../lib/clock.ts';
import { Scope } from '../../lib/scope.ts';
import { Secret } from '../../lib/secret.ts';
import { plainText } from '../console/plain-text.ts';
import type { Engine } from '../docker/engine.ts';
import { runInside } from '../docker/run-inside.ts';
import { unpackTar } from '../docker/tar.ts';
import { HOME_PATH } from '../objects/paths.ts';
import { listenForCallback } from './callback-listener.ts';
import { callbackOf, deviceCodeIn, pageIn, type SignInPage } from './read-page.ts';

/** Programs wrap what they print: the longest address fits into this. */
const COLUMNS = 2_000;
const ROWS = 60;
const OUTPUT_KEPT = 64 * 1024;
const LOOK_EVERY_MS = 700;
const RELAY_WITHIN_MS = 40_000;

/** Sends the browser's request to the program, which listens in the sandbox alone. */
const RELAY = `
if command -v curl >/dev/null; then curl -sS --noproxy '*' -o /dev/null --max-time 30 "$1"
elif command -v wget >/dev/null; then wget -q -Y off -O /dev/null "$1"
else node -e 'fetch(process.argv[1]).then((answer) => answer.text())' "$1"; fi
printf 'said\\tdone\\n'`;

export interface LoginOptions {
  readonly engine: Engine;
  readonly containerId: string;
  readonly plan: SignInPlan;
  readonly provider: OAuthProvider;
  readonly clock: Clock;
  /** What the person pastes. */
  onInput(listener: (input: { code: string }) => void): void;
  show(item: SignInItem): void;
}

/**
 * Runs the program's login until its file holds an account; resolves to the file's text. Rejects when the program ends
 * without one, and with the signal's reason.
 */
export async function runLogin(options: LoginOptions, signal: AbortSignal): Promise<Secret> {
  const { engine, containerId, plan, clock } = options;
  const scope = new Scope();
  const environment = Object.entries(plan.environment).map(([name, value]) => `${name}=${value}`);
  const execId = await engine.createExec(
    containerId,
    {
      Cmd: [...plan.command],
      Env: ['TERM=xterm-256color', 'BROWSER=true', ...environment],
      Tty: true,
      AttachStdin: true,
      AttachStdout: true,
      AttachStderr: true,
    },
    { signal },
  );
  const stream = await engine.startExec(execId, { tty: true, stdin: true, signal });
  scope.add(() => void stream.destroy());
  try {
    await engine.resizeExec(execId, { columns: COLUMNS, rows: ROWS }, { signal });
    const login = new Login(options, stream, scope, signal);
    for (;;) {
      signal.throwIfAborted();
      const hasEnded = login.ended;
      const file = await readSignIn(options, signal);
      if (file !== undefined) return file;
      if (hasEnded) throw endedWithout();
      await Promise.race([delay(clock, LOOK_EVERY_MS, signal), login.closed]);
    }
  } finally {
    await scope.dispose();
  }
}

/** Follows the program's output, and passes on what comes from the browser and from the person. */
class Login {
  readonly #options: LoginOptions;
  readonly #stream: Duplex;
  readonly #scope: Scope;
  readonly #signal: AbortSignal;
  readonly closed: Promise<void>;
  ended = false;
  #output = '';
  #page: SignInPage | undefined;
  #code: string | undefined;
  /** The port of this machine on which the browser is awaited. */
  #port: number | undefined;
  readonly #answered = new Set<string>();

  constructor(options: LoginOptions, stream: Duplex, scope: Scope, signal: AbortSignal) {
    this.#options = options;
    this.#stream = stream;
    this.#scope = scope;
    this.#signal = signal;
    this.closed = new Promise((resolve) => {
      stream.once('close', () => {
        this.ended = true;
        resolve();
      });
    });
    stream.on('error', () => undefined);
    stream.on('end', () => stream.destroy());
    const decoder = new TextDecoder();
    stream.on('data', (chunk: Buffer) => this.#onOutput(decoder.decode(chunk, { stream: true })));
    options.onInput(({ code }) => this.#onPaste(code));
  }

  #onOutput(text: string): void {
    const { plan, show } = this.#options;
    this.#output = (this.#output + text).slice(-OUTPUT_KEPT);
    const plain = plainText(this.#output);
    for (const { prompt, text: answer } of plan.answers) {
      if (this.#answered.has(prompt) || !plain.includes(prompt)) continue;
      this.#answered.add(prompt);
      this.#stream.write(answer);
    }
    const code = deviceCodeIn(this.#output);
    if (code !== undefined && code !== this.#code) {
      this.#code = code;
      show({ kind: 'code', code });
    }
    const page = pageIn(this.#output, plan.pages);
    if (page === undefined || page.url === this.#page?.url) return;
    this.#page = page;
    void this.#offer(page);
  }

  async #offer(page: SignInPage): Promise<void> {
    const { show } = this.#options;
    const { url, callback } = page;
    // A program that tries again listens where it did.
    if (callback === undefined || callback.port === this.#port)
      return show({ kind: 'page', url, returns: callback !== undefined });
    try {
      const close = await listenForCallback(callback, (target) => this.#relay(callback.port, target));
      this.#scope.add(close);
      this.#port = callback.port;
      show({ kind: 'page', url, returns: true });
    } catch (error) {
      const problem = error instanceof AppFailure ? error.error.message : String(error);
      show({ kind: 'page', url, returns: false, problem });
    }
  }

  /** A pasted address of this machine is what the browser would have sent. */
  #onPaste(code: string): void {
    const target = callbackOf(code);
    const callback = this.#page?.callback;
    if (target && callback && target.port === callback.port && target.path === callback.path)
      this.#relay(callback.port, target.path + new URL(code).search);
    else this.#stream.write(`${code}\r`);
  }

  #relay(port: number, target: string): void {
    const { engine, containerId, show } = this.#options;
    const command = ['/bin/sh', '-c', RELAY, 'sh', `http://127.0.0.1:${port}${target}`];
    show({ kind: 'step', text: 'Finishing the sign-in' });
    const deadline = AbortSignal.timeout(RELAY_WITHIN_MS);
    runInside(engine, containerId, command, '', deadline).catch(() => {
      if (!this.#signal.aborted)
        show({ kind: 'step', text: 'The answer could not be passed on. Paste the address.' });
    });
  }
}

/** The text of the provider's file when it holds an account. */
async function readSignIn(
  { engine, containerId, provider }: LoginOptions,
  signal: AbortSignal,
): Promise<Secret | undefined> {
  for (const { path } of provider.files) {
    const text = await readFile(engine, containerId, `${HOME_PATH}/${path}`, signal);
    if (text !== undefined && readAccount(text, provider)) return new Secret(text);
  }
  return undefined;
}

async function readFile(
  engine: Engine,
  containerId: string,
  path: string,
  signal: AbortSignal,
): Promise<string | undefined> {
  const stat = await engine.statPath(containerId, path, { signal });
  if (stat?.kind !== 'file' || stat.sizeBytes > OUTPUT_KEPT) return undefined;
  const [entry] = await unpackTar(await engine.getArchive(containerId, path, { signal }));
  return entry?.content === undefined ? undefined : Buffer.from(entry.content).toString('utf8');
}

function endedWithout(): AppFailure {
  return new AppFailure({
    type: 'secret-unavailable',
    message: 'The program ended without a sign-in. Try again; the provider may have refused it.',
    actions: [{ kind: 'retry', label: 'Try again' }],
  });
}
