import { relative, sep } from 'node:path';
import { pathToBytes } from '../../contract/change-path.ts';
import { AppFailure } from '../../contract/error.ts';
import type { Clock } from '../../lib/clock.ts';
import { SerialQueue } from '../../lib/serial-queue.ts';
import { unlessAborted } from '../../lib/unless-aborted.ts';
import type { MountSpec } from '../docker/api.ts';
import { cancelled } from '../docker/errors.ts';
import { objectNames } from '../objects/object-names.ts';
import type { CommandOptions, CommandResult, OpenToolbox } from '../toolbox/open-toolbox.ts';
import type { Toolbox } from '../toolbox/toolbox.ts';
import { BASELINE_PATH } from '../workspace/baseline.ts';
import type { LinkedRepository } from '../workspace/git/linked-repository.ts';
import type { WorkFolder } from './folders.ts';
import { COMMON_MOUNT } from './scripts/prepare.ts';

/** How long a toolbox stays open after its last use, so that reads of an open tab start no container. */
const IDLE_MS = 45_000;
/** The toolbox ends by itself if the app cannot end it. */
const LIFETIME_MS = 30 * 60_000;
const READ_DEADLINE_MS = 5 * 60_000;
/**
 * What a cancelled command gets to end by itself. Only with its toolbox can it be ended for sure, and the next look at a
 * file would need another one: whoever holds a key down cancels a look with every repeat.
 */
const CANCEL_GRACE_MS = 3_000;

/** How scripts say that there is no such base, or no such path. */
export const NO_BASE = 3;
export const NO_PATH = 4;

export interface ReadOptions extends Omit<CommandOptions, 'env'> {
  env?: readonly string[];
  /** Exit codes that are answers and no failures. */
  expected?: readonly number[];
}

/** Reads one folder of an agent in a toolbox that sees it read-only, beside its baseline if there is one. */
export class FolderReader {
  readonly #toolbox: Toolbox;
  readonly #clock: Clock;
  readonly #agentId: string;
  readonly folder: WorkFolder;
  readonly hasBaseline: boolean;
  readonly #linked: LinkedRepository | undefined;
  #open: Promise<OpenToolbox> | undefined;
  #busy = 0;
  #cancelIdle = () => {};
  /** Scripts that write the index take turns. */
  readonly #queue = new SerialQueue();

  constructor(options: {
    toolbox: Toolbox;
    clock: Clock;
    agentId: string;
    folder: WorkFolder;
    hasBaseline: boolean;
    /** The repository of a host folder that is a work tree or a submodule. */
    linked?: LinkedRepository | undefined;
  }) {
    this.#toolbox = options.toolbox;
    this.#clock = options.clock;
    this.#agentId = options.agentId;
    this.folder = options.folder;
    this.hasBaseline = options.hasBaseline;
    this.#linked = options.linked;
  }

  /** Runs a script; `conflict` with what git said when it fails in a way that is not expected. */
  async read(script: string, words: readonly string[], options: ReadOptions): Promise<CommandResult> {
    const { signal } = options;
    const result = this.#queue.run(async () => {
      // A command that was cancelled while it waited is not run.
      if (signal.aborted) throw cancelled();
      return await this.#run(script, words, options);
    });
    try {
      return await unlessAborted(result, signal);
    } catch (error) {
      throw signal.aborted ? cancelled() : error;
    }
  }

  async #run(script: string, words: readonly string[], options: ReadOptions): Promise<CommandResult> {
    this.#busy += 1;
    this.#cancelIdle();
    const stop = new AbortController();
    let cancelGrace = () => {};
    const onAbort = () => {
      cancelGrace = this.#clock.after(CANCEL_GRACE_MS, () => stop.abort());
    };
    options.signal.addEventListener('abort', onAbort, { once: true });
    try {
      const toolbox = await this.#toolboxFor(stop.signal);
      // Words travel as octal escapes in the environment: the API's JSON has no bytes that are no UTF-8.
      const run = await toolbox.run(RUN_SCRIPT, {
        deadlineMs: READ_DEADLINE_MS,
        ...options,
        signal: stop.signal,
        env: [
          ...scriptEnvironment(script, words),
          ...linkedEnvironment(this.#linked),
          ...(options.env ?? []),
        ],
      });
      if (run.exitCode !== 0 && !options.expected?.includes(run.exitCode)) throw gitFailure(run);
      return run;
    } catch (error) {
      // After any failure, the next read opens a new toolbox.
      if (!(error instanceof AppFailure) || error.error.type !== 'conflict') await this.close();
      throw error;
    } finally {
      options.signal.removeEventListener('abort', onAbort);
      cancelGrace();
      this.#busy -= 1;
      if (this.#busy === 0) {
        this.#cancelIdle = this.#clock.after(IDLE_MS, () => void this.close());
      }
    }
  }

  #toolboxFor(signal: AbortSignal): Promise<OpenToolbox> {
    this.#open ??= this.#toolbox.open(
      {
        agentId: this.#agentId,
        mounts: [
          this.folder.mount,
          ...linkedMounts(this.#linked),
          ...(this.hasBaseline
            ? [
                {
                  Type: 'volume' as const,
                  Source: objectNames(this.#agentId).baseline,
                  Target: BASELINE_PATH,
                  ReadOnly: true,
                },
              ]
            : []),
        ],
        // The agent's files may be readable by their owner alone. What is mounted is mounted read-only.
        user: '0:0',
        capabilities: ['DAC_OVERRIDE'],
        lifetimeMs: LIFETIME_MS,
      },
      signal,
    );
    return this.#open;
  }

  /** Closes the toolbox. The next read opens another. Never rejects, because a missing toolbox counts as closed. */
  async close(): Promise<void> {
    this.#cancelIdle();
    const open = this.#open;
    this.#open = undefined;
    try {
      await (await open)?.close();
    } catch (error) {
      if (!(error instanceof AppFailure)) throw error;
    }
  }
}

function linkedMounts(linked: LinkedRepository | undefined): MountSpec[] {
  if (!linked) return [];
  return [{ Type: 'bind', Source: linked.commonDirectory, Target: COMMON_MOUNT, ReadOnly: true }];
}

function linkedEnvironment(linked: LinkedRepository | undefined): string[] {
  if (!linked) return [];
  const way = relative(linked.commonDirectory, linked.gitDirectory).split(sep).join('/');
  return [`LINKED=${way}`];
}

/** Takes the words of `scriptEnvironment` in as positional parameters, then runs its script on them. */
export const RUN_SCRIPT = ['sh', '-c', 'eval "$WORDS"; eval "$SCRIPT"', 'sh'];

export function scriptEnvironment(script: string, words: readonly string[]): string[] {
  return [`SCRIPT=${script}`, `WORDS=${words.map(takeIn).join('\n')}`];
}

/**
 * A line of shell that appends the word to the positional parameters, in ASCII alone. A command substitution drops line
 * ends at the end of what it prints: the mark keeps them.
 */
function takeIn(word: string): string {
  if (/^[A-Za-z0-9_/.:-]*$/.test(word)) return `set -- "$@" '${word}'`;
  const octal = [...pathToBytes(word)].map((byte) => `\\${byte.toString(8).padStart(3, '0')}`).join('');
  return `w=$(printf '${octal}x'); set -- "$@" "\${w%x}"`;
}

/** The message about a script that failed. */
export function gitFailure(run: CommandResult): AppFailure {
  return new AppFailure({
    type: 'conflict',
    message:
      run.exitCode === 137
        ? 'Comparing the files needed more memory than it may use.'
        : 'git could not compare the files. The repository in the folder may be damaged, or only partly there.',
    raw: run.stderr.trim().slice(-2000) || `exit code ${run.exitCode}`,
    actions: [{ kind: 'retry', label: 'Try again' }],
  });
}
