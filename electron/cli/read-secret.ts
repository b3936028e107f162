import { AppFailure } from '../contract/error.ts';
import { UsageError } from './exit-code.ts';

/** No value of a secret is longer; what follows is not read. */
const LONGEST_BYTES = 64 * 1024;
const ENTER = /[\r\n]/;
const CONTROL_C = '\u0003';
const ERASE: readonly string[] = ['\b', '\u007f'];

/** The part of a standard input that is read. */
export type SecretInput = Pick<NodeJS.ReadStream, 'isTTY' | 'setRawMode' | 'pause' | 'resume'> &
  NodeJS.ReadableStream;

/**
 * Resolves to the first line of the input. At a terminal it asks for it and shows nothing of what is typed. Rejects with
 * `cancelled` at Ctrl+C, with the signal's reason, and with a `UsageError` for an empty line.
 */
export async function readSecret(input: SecretInput, ask: () => void, signal: AbortSignal): Promise<string> {
  const isTerminal = input.isTTY === true;
  if (isTerminal) {
    ask();
    input.setRawMode(true);
  }
  try {
    const line = await firstLine(input, isTerminal, signal);
    if (line === '') throw new UsageError('The secret is empty. Type it, or send it on standard input.');
    return line;
  } finally {
    if (isTerminal) input.setRawMode(false);
    input.pause();
  }
}

function firstLine(input: SecretInput, isTerminal: boolean, signal: AbortSignal): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = '';
    const decoder = new TextDecoder();
    const settle = (act: () => void) => {
      input.off('data', onData).off('end', onEnd).off('error', onError);
      signal.removeEventListener('abort', onAbort);
      act();
    };
    const onData = (chunk: Buffer | string) => {
      const characters = typeof chunk === 'string' ? chunk : decoder.decode(chunk, { stream: true });
      for (const character of characters) {
        if (ENTER.test(character) || text.length > LONGEST_BYTES) return settle(() => resolve(text));
        if (isTerminal && character === CONTROL_C) return settle(() => reject(cancelled()));
        text = isTerminal && ERASE.includes(character) ? withoutLast(text) : text + character;
      }
    };
    const onEnd = () => settle(() => resolve(text));
    const onError = (error: unknown) => settle(() => reject(error));
    const onAbort = () => settle(() => reject(signal.reason));
    signal.addEventListener('abort', onAbort, { once: true });
    if (signal.aborted) return onAbort();
    input.on('data', onData).on('end', onEnd).on('error', onError).resume();
  });
}

/** Without its last character, which may be two of UTF-16. */
const withoutLast = (text: string) => [...text].slice(0, -1).join('');

function cancelled(): AppFailure {
  return new AppFailure({ type: 'cancelled', message: 'Cancelled. Nothing was changed.' });
}
