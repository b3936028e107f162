import type { Clock } from '../../lib/clock.ts';
import { hasBell, plainText, unfinishedSequence } from './plain-text.ts';

/** A program that asks something writes its question and stops. */
const PROMPT_QUIET_MS = 2_000;
/** A program at work shows that it works; one that has been quiet for so long after its output waits for somebody. */
const SILENCE_MS = 15_000;
/** Less output than this after the last key is only its echo. */
const WORK_BYTES = 400;
/** A bell this soon after a key answers the key: completion without a match, backspace at the start. */
const BELL_AFTER_KEY_MS = 1_000;
/** What is looked at for a prompt, characters. */
const TAIL_CHARACTERS = 600;
/** What is kept of the output, with its escape sequences, characters. */
const KEPT_CHARACTERS = TAIL_CHARACTERS * 4;

/** Questions that programs of every kind ask. Looked for at the end of what is on the terminal. */
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

/** Tells from the output and the keys of one console whether its program waits for a person. */
export class WaitingDetector {
  readonly #options: WaitingOptions;
  #prompts: readonly Pick<RegExp, 'test'>[] = PROMPTS;
  readonly #decoder = new TextDecoder();
  #tail = '';
  #unfinished = '';
  /** Bytes since somebody typed, or since the program was found to wait. */
  #newBytes = 0;
  /** The output since then. */
  #newOutput = '';
  /** The letters of the output by which the program was found to wait. */
  #known = '';
  #keyAt = Number.NEGATIVE_INFINITY;
  #reason: WaitingReason | null = null;
  #cancels: (() => void)[] = [];

  constructor(options: WaitingOptions) {
    this.#options = options;
  }

  /** More prompts to look for, those of the agent's type. */
  learn(prompts: readonly Pick<RegExp, 'test'>[]): void {
    this.#prompts = [...PROMPTS, ...prompts];
  }

  output(bytes: Uint8Array): void {
    const { clock, silenceCounts } = this.#options;
    const output = this.#decoder.decode(bytes, { stream: true });
    const text = this.#unfinished + output;
    // Longer than any title: nothing that a program means as one sequence.
    this.#unfinished = unfinishedSequence(text).slice(0, TAIL_CHARACTERS);
    this.#tail = (this.#tail + output).slice(-KEPT_CHARACTERS);
    this.#newOutput = (this.#newOutput + output).slice(-KEPT_CHARACTERS);
    this.#newBytes += bytes.length;
    this.#stopTimers();
    if (hasBell(text) && clock.monotonic() - this.#keyAt > BELL_AFTER_KEY_MS) {
      this.#set('bell');
      return;
    }
    // A program that goes on does not wait any more; one that rang stays rung until somebody looks.
    if (this.#reason !== null && this.#reason !== 'bell' && this.#hasWorked()) this.#set(null);
    this.#cancels = [
      clock.after(PROMPT_QUIET_MS, () => this.#lookForPrompt()),
      ...(silenceCounts ? [clock.after(SILENCE_MS, () => this.#silent())] : []),
    ];
  }

  /** Somebody typed: whatever it waited for has been seen. */
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
    // A screen that is painted again and again must not add up to work.
    if (this.#reason === 'silence') this.#clearNewOutput();
  }

  /** Whether the output since the program was found to wait shows something new, apart from clocks and counters. */
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
