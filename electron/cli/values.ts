import { parseMemory, parseTmpSize } from '../contract/sizes.ts';
import { UsageError } from './exit-code.ts';

/** Bytes of "512m" or "2g". Throws `UsageError`; `what` begins its message. */
export function sizeFrom(what: string, text: string): number {
  const parsed = parseMemory(text);
  if (!parsed.ok) throw new UsageError(`${what}: ${parsed.message}`);
  return parsed.bytes;
}

/** Bytes of a size of /tmp. Throws `UsageError`; `what` begins its message. */
export function tmpSizeFrom(what: string, text: string): number {
  const parsed = parseTmpSize(text);
  if (!parsed.ok) throw new UsageError(`${what}: ${parsed.message}`);
  return parsed.bytes;
}

/** A number above 0. Throws `UsageError`. */
export function numberFrom(what: string, text: string): number {
  const value = Number(text);
  if (text.trim() === '' || !Number.isFinite(value) || value <= 0)
    throw new UsageError(`${what} is a number above 0.`);
  return value;
}

/** A whole number within the range. Throws `UsageError`. */
export function wholeNumberFrom(
  what: string,
  text: string,
  [least, most]: readonly [number, number],
): number {
  const value = Number(text);
  if (!/^\d+$/.test(text) || value < least || value > most)
    throw new UsageError(`${what} is a whole number from ${least} to ${most}.`);
  return value;
}

/** The value of these that the text is; undefined without a text. Throws `UsageError`. */
export function oneOf<T extends string>(
  what: string,
  values: readonly T[],
  text: string | undefined,
): T | undefined {
  if (text === undefined) return undefined;
  const value = values.find((each) => each === text);
  if (value === undefined) throw new UsageError(`${what} is one of ${values.join(', ')}.`);
  return value;
}

/** "yes" or "no"; undefined without a text. Throws `UsageError`. */
export function yesOrNo(what: string, text: string | undefined): boolean | undefined {
  if (text === undefined) return undefined;
  if (text !== 'yes' && text !== 'no') throw new UsageError(`${what}: “yes” or “no”.`);
  return text === 'yes';
}
