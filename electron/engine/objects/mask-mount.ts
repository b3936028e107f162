import { EMPTY_FILE } from './paths.ts';

/** Whether a mount hides a place of a host folder from an agent. */
export function isMaskMount({ Type, Source }: { Type: string; Source: string }): boolean {
  return Type === 'tmpfs' || Source === EMPTY_FILE;
}
