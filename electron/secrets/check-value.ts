/** Servers refuse longer header lines (nginx 8 KiB, Node 16 KiB): a longer secret could never be used. */
export const MAXIMUM_SECRET_BYTES = 16 * 1024;

export type CheckedValue = { ok: true; value: string } | { ok: false; message: string };

/**
 * Checks text from a source as the value of a secret: one line of printable ASCII, as headers allow. One line break at
 * the end is removed, because files and commands end with it. Messages never repeat the value.
 */
export function checkValue(text: string): CheckedValue {
  const value = text.replace(/\r?\n$/, '');
  if (value.trim() === '') return { ok: false, message: 'The secret is empty.' };
  if (Buffer.byteLength(value) > MAXIMUM_SECRET_BYTES)
    return {
      ok: false,
      message: 'The secret is longer than 16 KiB: no server would accept it in a header.',
    };
  if (/[\r\n]/.test(value))
    return { ok: false, message: 'The secret has more than one line: a header can carry only one.' };
  if (!/^[\x21-\x7e]+( +[\x21-\x7e]+)*$/.test(value))
    return {
      ok: false,
      message: 'The secret has a blank at an end, or a character that no header may carry.',
    };
  return { ok: true, value };
}

/** The first line of a command's output. */
export function firstLine(output: string): string {
  return output.split(/\r?\n/, 1)[0] ?? '';
}
