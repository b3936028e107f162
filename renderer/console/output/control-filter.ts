import { clampControl, type ScreenSize } from './clamp-control.ts';
import { endOf, isFinal, nextState, type ParserState } from './parser-state.ts';

/**
 * The longest string sequence (OSC, DCS and the like) that passes, characters. A link (OSC 8) has up to 2,083 and
 * a whole palette (OSC 4) about 4,000; xterm collects up to 10 million, and takes a palette apart in quadratic time.
 */
const MAXIMUM_STRING = 8_192;
/** A text that a program copies (OSC 52), in base64: 1 MiB of it. It costs no more than other text. */
const MAXIMUM_COPY = 1_400_000;
const COPY = '52;';
/** The longest control sequence that passes, characters. xterm keeps 32 parameters, of ten digits each. */
const MAXIMUM_CONTROL = 512;
/** CAN aborts the sequence that a terminal is parsing. */
export const ABORT = '\u0018';

/**
 * Filters sequences that alone would keep a terminal busy: it limits counts to the screen and aborts sequences that are
 * longer than any useful one. Sequences may arrive in pieces. Everything else passes unchanged.
 */
export class ControlFilter {
  #state: ParserState = 'ground';
  /** The current sequence was aborted, and its rest is dropped. */
  #skipping = false;
  /** The body of a control sequence that is still incomplete. */
  #pending = '';
  /** Characters of the current string sequence that have passed, and the first of them. */
  #passed = 0;
  #head = '';

  /** Returns `text` filtered, as the continuation of the earlier text. */
  push(text: string, screen: ScreenSize): string {
    let output = '';
    let copied = 0;
    const replace = (from: number, to: number, replacement: string) => {
      output += text.slice(copied, from) + replacement;
      copied = to;
    };
    for (let at = 0; at < text.length; ) {
      const end = endOf(this.#state, text, at);
      if (this.#skipping) replace(at, end, '');
      else if (this.#state === 'control') this.#control(text, at, end, screen, replace);
      else if (this.#state !== 'ground') this.#string(text, at, end, replace);
      if (end === text.length) break;
      this.#leave(text.charCodeAt(end), end, replace);
      at = end + 1;
    }
    return copied === 0 && output === '' ? text : output + text.slice(copied);
  }

  #control(text: string, at: number, end: number, screen: ScreenSize, replace: Replace): void {
    const body = this.#pending + text.slice(at, end);
    const isComplete = end < text.length;
    if (body.length > MAXIMUM_CONTROL) {
      replace(at, end, ABORT);
      this.#skipping = true;
      this.#pending = '';
      return;
    }
    if (!isComplete) {
      replace(at, end, '');
      this.#pending = body;
      return;
    }
    const clamped = isFinal(text.charCodeAt(end)) ? clampControl(body, text.charAt(end), screen) : body;
    if (this.#pending !== '' || clamped !== body) replace(at, end, clamped);
    this.#pending = '';
  }

  #string(text: string, at: number, end: number, replace: Replace): void {
    if (this.#head.length < COPY.length) this.#head += text.slice(at, Math.min(end, at + COPY.length));
    const isCopy = this.#state === 'osc' && this.#head.startsWith(COPY);
    const remaining = (isCopy ? MAXIMUM_COPY : MAXIMUM_STRING) - this.#passed;
    this.#passed += end - at;
    if (end - at <= remaining) return;
    replace(at + remaining, end, ABORT);
    this.#skipping = true;
  }

  /** Handles the character that ended the current text or sequence. */
  #leave(code: number, at: number, replace: Replace): void {
    const next = nextState(this.#state, code);
    // The terminal has aborted this sequence, so its end is dropped. A character that begins a sequence passes.
    if (this.#skipping && next === 'ground' && code < 0xa0) replace(at, at + 1, '');
    this.#skipping = false;
    this.#passed = 0;
    this.#head = '';
    this.#state = next;
  }
}

type Replace = (from: number, to: number, replacement: string) => void;
