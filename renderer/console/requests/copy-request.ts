import { formatNumber } from '../../format/number.ts';
import { cleanPaste } from '../paste.ts';

/** The clipboard that a program means: of "copy and paste", or of the middle mouse button on Linux. */
export type CopyTarget = 'clipboard' | 'selection';

export interface CopyRequest {
  text: string;
  target: CopyTarget;
}

/**
 * Reads the data of OSC 52 ("c;aGVsbG8="). Undefined for a question about the clipboard, which is never answered, for
 * other clipboards, and for what is not text. Control characters are left out, as from a paste.
 */
export function parseCopyRequest(data: string): CopyRequest | undefined {
  const at = data.indexOf(';');
  const selectors = data.slice(0, at);
  const base64 = data.slice(at + 1);
  if (at < 0 || base64 === '?' || !/^[cpsq0-7]*$/.test(selectors)) return undefined;
  // xterm's default, for no selector, is "s0": the selection that a person has configured. Programs mean the clipboard.
  const target = selectors.includes('c') || !selectors.includes('p') ? 'clipboard' : 'selection';
  const text = decode(base64);
  const clean = text === undefined ? '' : cleanPaste(text);
  return clean === '' ? undefined : { text: clean, target };
}

function decode(base64: string): string | undefined {
  try {
    const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

/** "41 characters", as a person counts them. */
export function countCharacters(text: string): string {
  const count = [...new Intl.Segmenter('en').segment(text)].length;
  return `${formatNumber(count)} ${count === 1 ? 'character' : 'characters'}`;
}
