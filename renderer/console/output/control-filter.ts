import { clampControl, type ScreenSize } from './clamp-control.ts';
import { endOf, isFinal, nextState, type ParserState } from './parser-state.ts';

/**
 * The longest string sequence (OSC, DCS and the like) that is passed on, characters. A link (OSC 8) has up to 2,083 and
 * a whole palette (OSC 4) about 4,000; xterm collects up to 10 million, and takes a palette apart in quadratic time.
 */
const MAXIMUM_STRING = 8_192;
/** The longest control sequence that is passed on, characters. xterm keeps 32 parameters, of ten digits each. */
const MAXIMUM_CONTROL = 512;
/** CAN makes a terminal forget the sequence that it is in. */
export const ABORT = '\u0018';

/**
 * Stands before a terminal and lets no sequence through that alone keeps it busy: counts are limited to the screen, and
 * sequences longer than any that means something are aborted. Sequences may come in pieces. Everything else passes as
 * it is.
 */
export class ControlFilter {
  #state: ParserState = 'ground';
  /** The terminal was made to forget the sequence at hand; what is left of it is left out. */
  #skipping = false;
  /** The body of a control sequence whose end has not come yet. */
  #pending = '';
  /** Characters of the string sequence at hand that have been passed on. */
  #passed = 0;

  /** What the terminal may have of `text`, given what came before it. */
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
      else if (this.#state !== 'ground') this.#string(at, end, replace);
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

  #string(at: number, end: number, replace: Replace): void {
    const remaining = MAXIMUM_STRING - this.#passed;
    this.#passed += end - at;
    if (end - at <= remaining) return;
    replace(at + remaining, end, ABORT);
    this.#skipping = true;
  }

  /** Takes the character that ended the text or sequence at hand. */
  #leave(code: number, at: number, replace: Replace): void {
    const next = nextState(this.#state, code);
    // The terminal knows nothing of the sequence that this character ends; one that begins another it must have.
    if (this.#skipping && next === 'ground' && code < 0xa0) replace(at, at + 1, '');
    this.#skipping = false;
    this.#passed = 0;
    this.#state = next;
  }
}

type Replace = (from: number, to: number, replacement: string) => void;
