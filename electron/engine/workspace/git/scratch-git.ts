import { spawn } from 'node:child_process';
import { createReadStream } from 'node:fs';
import { mkdir, mkdtemp, rm, unlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { AppFailure } from '../../../contract/error.ts';
import { gitEnvironment } from './git-environment.ts';

const DEADLINE_MS = 10 * 60_000;
const MAXIMUM_OUTPUT = 16 * 1024 * 1024;
const MAXIMUM_COMPLAINT = 8 * 1024;

/** Ids of the commits at which a shallow repository's history ends. */
const SHALLOW = /^([0-9a-f]{40,64}\n)*$/;

const HEAD = /^(ref: refs\/[^\s]+|[0-9a-f]{40,64})$/;

export interface GitOptions {
  signal: AbortSignal;
  /** Our own file that git reads as standard input, from this byte on. */
  stdin?: { path: string; start: number };
  /** What lets git reach a server; without it, git has no network. */
  network?: GitNetwork;
  /** Gets git's output instead of the result, piece by piece; git waits while the promise is pending. */
  onOutput?: (text: string) => Promise<void>;
}

/** How git reaches one server. */
export interface GitNetwork {
  settings: Readonly<Record<string, string>>;
  environment: Readonly<Record<string, string>>;
  /** The failure that git's error output means. */
  failure(complaint: string): AppFailure;
}

/**
 * A repository of the app that borrows only another repository's objects. git runs in it with only these settings: it
 * never reads the other repository's addresses, hooks, filters, programs and further settings.
 */
export class ScratchGit {
  readonly folder: string;
  readonly #repository: string;

  private constructor(folder: string) {
    this.folder = folder;
    this.#repository = join(folder, 'scratch.git');
  }

  /**
   * `objects`: those that it borrows, undefined for none. `like`: any object's id, which determines the object format. The
   * caller disposes the repository.
   */
  static async create(options: {
    objects: string | undefined;
    shallow: string;
    like: string;
    signal: AbortSignal;
  }): Promise<ScratchGit> {
    const { objects, shallow, like, signal } = options;
    if (objects !== undefined && /[\n"]/.test(objects)) throw new Error('a path that git cannot borrow from');
    const scratch = new ScratchGit(await mkdtemp(join(tmpdir(), 'bulkhead-git-')));
    try {
      const format = like.length === 64 ? 'sha256' : 'sha1';
      await scratch.#spawn(
        ['init', '--quiet', '--bare', '--template=', `--object-format=${format}`, scratch.#repository],
        { signal },
      );
      if (objects !== undefined) {
        await mkdir(join(scratch.#repository, 'objects/info'), { recursive: true });
        await writeFile(join(scratch.#repository, 'objects/info/alternates'), `${objects}\n`);
      }
      if (shallow !== '' && SHALLOW.test(shallow)) {
        await writeFile(join(scratch.#repository, 'shallow'), shallow);
      }
      return scratch;
    } catch (error) {
      await scratch.remove();
      throw error;
    }
  }

  /** Path of the repository, for a git that fetches from it. */
  get repository(): string {
    return this.#repository;
  }

  /** Sets the repository's refs, by name, and the content of HEAD. */
  async setRefs(refs: ReadonlyMap<string, string>, head: string): Promise<void> {
    const lines = [...refs].map(([name, id]) => `${id} ${name}\n`);
    await writeFile(join(this.#repository, 'packed-refs'), lines.join(''));
    if (HEAD.test(head)) await writeFile(join(this.#repository, 'HEAD'), `${head}\n`);
  }

  /** Copies all objects that the refs need into this repository, which then borrows nothing. Rejects like `run`. */
  async takeObjects(signal: AbortSignal): Promise<void> {
    await this.run(['repack', '-a', '-d', '-q'], { signal });
    await unlink(join(this.#repository, 'objects/info/alternates'));
  }

  /** Folder of the packs that git creates here. */
  get packs(): string {
    return join(this.#repository, 'objects/pack');
  }

  /** Resolves to git's output. Rejects with `conflict` and git's error output. */
  async run(words: readonly string[], options: GitOptions): Promise<string> {
    return await this.#spawn([`--git-dir=${this.#repository}`, ...words], options);
  }

  async remove(): Promise<void> {
    await rm(this.folder, { recursive: true, force: true });
  }

  async #spawn(words: readonly string[], options: GitOptions): Promise<string> {
    const { signal, stdin, network, onOutput } = options;
    const git = spawn('git', words, {
      // Runs outside of every other repository, because git would read its settings.
      cwd: this.folder,
      env: { ...gitEnvironment(process.env, network?.settings), ...network?.environment },
      stdio: [stdin ? 'pipe' : 'ignore', 'pipe', 'pipe'],
      signal,
      timeout: DEADLINE_MS,
    });
    let output = '';
    let complaint = '';
    const read = readAll(git.stdout, async (text) => {
      if (onOutput) return await onOutput(text);
      output += text;
      if (output.length > MAXIMUM_OUTPUT) git.kill();
    });
    git.stderr?.setEncoding('utf8').on('data', (text: string) => {
      complaint = (complaint + text).slice(-MAXIMUM_COMPLAINT);
    });
    const ended = new Promise<number | null>((resolve, reject) => {
      git.once('error', reject);
      git.once('close', resolve);
    });
    const fed =
      stdin && git.stdin
        ? pipeline(createReadStream(stdin.path, { start: stdin.start }), git.stdin)
        : Promise.resolve();
    try {
      // git may end before it has read all input; its exit code tells why.
      const [code] = await Promise.all([ended, read, fed.catch((error: unknown) => error)]);
      if (code === 0) return output;
      throw network?.failure(complaint) ?? refused(complaint);
    } catch (error) {
      if (signal.aborted) throw signal.reason;
      if (error instanceof Error && 'code' in error && error.code === 'ENOENT') throw noGit();
      throw error;
    }
  }
}

async function readAll(output: Readable | null, take: (text: string) => Promise<void>): Promise<void> {
  if (!output) return;
  output.setEncoding('utf8');
  for await (const text of output as AsyncIterable<string>) await take(text);
}

function noGit(): AppFailure {
  return new AppFailure({
    type: 'conflict',
    message: 'There is no git on this machine, which this needs.',
  });
}

function refused(complaint: string): AppFailure {
  return new AppFailure({
    type: 'conflict',
    message: 'git refused the objects of the repository.',
    raw: complaint.trim(),
  });
}
