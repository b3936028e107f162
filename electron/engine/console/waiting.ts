import type { Clock } from '../../lib/clock.ts';
import { hasBell, plainText, unfinishedSequence } from './plain-text.ts';

/** A program that asks a question writes it and stops. */
const PROMPT_QUIET_MS = 2_000;
/** A working program shows progress. One that is silent for this long after output waits for a person. */
const SILENCE_MS = 15_000;
/** Output smaller than this after the last key is the echo of that key. */
const WORK_BYTES = 400;
/** A bell this soon after a key answers the key: completion without a match, backspace at the start. */
const BELL_AFTER_KEY_MS = 1_000;
/** Characters at the end of the output that are searched for a prompt. */
const TAIL_CHARACTERS = 600;
/** Characters of output that are stored, with escape sequences. */
const KEPT_CHARACTERS = TAIL_CHARACTERS * 4;

/** Questions that programs of every kind ask, at the end of the output. */
const PROMPTS: readonly RegExp[] = [
  /[([]y(?:es)?\/n(?:o)?(?:\/[a-z]+)?[)\]]\s*[:?]?\s*$/i,
  /(?:password|passphrase)[^\n]{0,80}:\s*$/i,
  /press (?:enter|return|any key)[^\n]{0,80}$/i,
  /❯\s*1\.\s*Yes/,
];

export type WaitingReason = 'bell' | 'prompt' | 'silence';

export interface WaitingOptions {
  clock: Clock;
  /** Whether silence counts: not for a plain shell, which is silent whenever nobody types. */
  silenceCounts: boolean;
  onChange(reason: WaitingReason | null): void;
}

/** Decides from the output and the input of one console whether its program waits for a person. */
export class WaitingDetector {
  readonly #options: WaitingOptions;
  #prompts: readonly Pick<RegExp, 'test'>[] = PROMPTS;
  readonly #decoder = new TextDecoder();
  #tail = '';
  #unfinished = '';
  /** Bytes since the last input, or since the program was last reported as waiting. */
  #newBytes = 0;
  /** Output in the same period. */
  #newOutput = '';
  /** Letters of the output when the program was last reported as waiting. */
  #known = '';
  #keyAt = Number.NEGATIVE_INFINITY;
  #reason: WaitingReason | null = null;
  #cancels: (() => void)[] = [];

  constructor(options: WaitingOptions) {
    this.#options = options;
  }

  /** Adds the prompts of the agent's type. */
  learn(prompts: readonly Pick<RegExp, 'test'>[]): void {
    this.#prompts = [...PROMPTS, ...prompts];
  }

  output(bytes: Uint8Array): void {
    const { clock, silenceCounts } = this.#options;
    const output = this.#decoder.decode(bytes, { stream: true });
    const text = this.#unfinished + output;
    // The limit exceeds any title, so that a longer sequence is not genuine.
    this.#unfinished = unfinishedSequence(text).slice(0, TAIL_CHARACTERS);
    this.#tail = (this.#tail + output).slice(-KEPT_CHARACTERS);
    this.#newOutput = (this.#newOutput + output).slice(-KEPT_CHARACTERS);
    this.#newBytes += bytes.length;
    this.#stopTimers();
    if (hasBell(text) && clock.monotonic() - this.#keyAt > BELL_AFTER_KEY_MS) {
      this.#set('bell');
      return;
    }
    // New output ends the waiting, except after a bell, which stays until a person looks.
    if (this.#reason !== null && this.#reason !== 'bell' && this.#hasWorked()) this.#set(null);
    this.#cancels = [
      clock.after(PROMPT_QUIET_MS, () => this.#lookForPrompt()),
      ...(silenceCounts ? [clock.after(SILENCE_MS, () => this.#silent())] : []),
    ];
  }

  /** A person typed, so the question has been seen. */
  typed(): void {
    this.#keyAt = this.#options.clock.monotonic();
    this.#clearNewOutput();
    this.#known = '';
    this.#stopTimers();
    this.#set(null);
  }

  dispose(): void {
    this.#stopTimers();
    this.#set(null);
  }

  #lookForPrompt(): void {
    const visible = plainText(this.#tail).slice(-TAIL_CHARACTERS);
    if (this.#prompts.some((prompt) => prompt.test(visible))) this.#set('prompt');
  }

  #silent(): void {
    if (this.#reason === null && this.#newBytes >= WORK_BYTES) this.#set('silence');
    // Repainting the same screen does not count as work.
    if (this.#reason === 'silence') this.#clearNewOutput();
  }

  /** Whether the output since the program was reported as waiting is new, apart from clocks and counters. */
  #hasWorked(): boolean {
    if (this.#reason === 'silence' && this.#newBytes < WORK_BYTES) return false;
    return !this.#known.includes(lettersOf(this.#newOutput));
  }

  #clearNewOutput(): void {
    this.#newOutput = '';
    this.#newBytes = 0;
  }

  #stopTimers(): void {
    for (const cancel of this.#cancels) cancel();
    this.#cancels = [];
  }

  #set(reason: WaitingReason | null): void {
    if (reason === this.#reason) return;
    this.#reason = reason;
    if (reason) {
      this.#known = lettersOf(this.#tail);
      this.#clearNewOutput();
    }
    this.#options.onChange(reason);
  }
}

function lettersOf(output: string): string {
  return plainText(output).replace(/\P{L}+/gu, '');
}
