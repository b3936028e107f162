import { COMPARED_MAX } from './comparison.ts';

/** What a key does in the comparison. */
export type CompareAct =
  | { kind: 'pick-file' | 'pick-all'; place: number }
  | { kind: 'step-file' | 'step-hunk' | 'step-attempt'; direction: 1 | -1 }
  | { kind: 'discard' }
  | { kind: 'close' };

export interface CompareKey {
  key: string;
  code: string;
  shiftKey: boolean;
  ctrlKey: boolean;
  metaKey: boolean;
  altKey: boolean;
}

/** `isInText`: the focus is in an area that scrolls by the arrow keys, such as a diff. */
export function compareAct(press: CompareKey, isInText: boolean): CompareAct | undefined {
  if (press.ctrlKey || press.metaKey || press.altKey) return undefined;
  // With Shift the same key types another character, and on some keyboards also without.
  const digit = Number(/^(?:Digit|Numpad)([1-9])$/.exec(press.code)?.[1] ?? 0);
  if (digit >= 1 && digit <= COMPARED_MAX)
    return { kind: press.shiftKey ? 'pick-all' : 'pick-file', place: digit - 1 };
  if (press.shiftKey || (isInText && press.key.startsWith('Arrow'))) return undefined;
  return acts[press.key];
}

const acts: Readonly<Record<string, CompareAct>> = {
  j: { kind: 'step-file', direction: 1 },
  ArrowDown: { kind: 'step-file', direction: 1 },
  k: { kind: 'step-file', direction: -1 },
  ArrowUp: { kind: 'step-file', direction: -1 },
  n: { kind: 'step-hunk', direction: 1 },
  p: { kind: 'step-hunk', direction: -1 },
  ArrowRight: { kind: 'step-attempt', direction: 1 },
  ArrowLeft: { kind: 'step-attempt', direction: -1 },
  x: { kind: 'discard' },
  Escape: { kind: 'close' },
};
