import { fenced } from '../../contract/fenced.ts';

/** As much of the output of a failed check as an agent is sent. */
export const CHECK_OUTPUT_BYTES = 20_000;

/** Colours and other attributes, which a check writes for a terminal. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: an escape sequence begins with one
const ATTRIBUTES = /\u001b\[[0-9;:]*m/g;
/** An argument of a program holds none. */
const NUL = /\0/g;

/** What asks an agent to fix what its check found. The output is a block of code that nothing in it can end. Pure. */
export function fixCheckMessage(check: {
  /** What the person wrote; may be empty. */
  message: string;
  command: string;
  exitCode: number;
  /** The end of what it printed. */
  output: Uint8Array;
  /** It printed more before. */
  isCut: boolean;
}): string {
  const { message, command, exitCode, output, isCut } = check;
  const text = textOf(output);
  const parts = [
    ...(message.trim() === '' ? [] : [message.trim()]),
    `The check failed with exit code ${exitCode}. Fix what it found. The check is:`,
    fenced(command),
    ...(text.trim() === ''
      ? ['It printed nothing.']
      : [isCut ? 'It printed this at its end:' : 'It printed:', fenced(text)]),
  ];
  return parts.join('\n\n');
}

/** The text of the newest bytes, from the first whole character on. */
function textOf(output: Uint8Array): string {
  const newest = output.subarray(-CHECK_OUTPUT_BYTES);
  const isContinuation = (byte: number | undefined) => byte !== undefined && (byte & 0xc0) === 0x80;
  let first = 0;
  while (first < 3 && isContinuation(newest[first])) first += 1;
  return new TextDecoder()
    .decode(newest.subarray(first))
    .replace(ATTRIBUTES, '')
    .replace(NUL, '\ufffd')
    .replace(/\r\n?/g, '\n');
}
