import { formatBytes } from '../../contract/sizes.ts';

/** What an attempt may take; 0: its agent has no memory limit. */
export interface Load {
  memoryBytes: number;
}

export interface QueueLimit {
  /** How many attempts are at work at once, as the person says; null: as many as memory allows. */
  attempts: number | null;
  /** The memory of the engine’s machine. */
  machineBytes: number;
}

/**
 * Why an attempt waits while others are at work; undefined: it may begin. Limits count, not use, and one without a limit
 * counts as all memory. One attempt may always be at work, or it would wait for ever. Pure.
 */
export function waitReason(
  atWork: readonly Load[],
  next: Load,
  { attempts, machineBytes }: QueueLimit,
): string | undefined {
  if (atWork.length === 0) return undefined;
  if (attempts !== null) {
    if (atWork.length < attempts) return undefined;
    return attempts === 1
      ? 'Waits until the one at work ends.'
      : `Waits until one of the ${atWork.length} at work ends.`;
  }
  const used = atWork.reduce((sum, load) => sum + sizeOf(load, machineBytes), 0);
  if (used + sizeOf(next, machineBytes) <= machineBytes) return undefined;
  return `Waits for memory until another attempt ends: the engine’s machine has ${formatBytes(machineBytes)}.`;
}

const sizeOf = ({ memoryBytes }: Load, machineBytes: number) =>
  memoryBytes === 0 ? machineBytes : memoryBytes;

/** What waits, the oldest task first and its attempts in their order. No attempt overtakes another. Pure. */
export function inQueue<T extends { createdAt: number }, A extends { number: number }>(
  waiting: readonly { task: T; attempt: A }[],
): { task: T; attempt: A }[] {
  return waiting.toSorted(
    (one, other) => one.task.createdAt - other.task.createdAt || one.attempt.number - other.attempt.number,
  );
}
