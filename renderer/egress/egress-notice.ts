import type { EgressState } from '../../electron/contract/isolation.ts';

/** Returns the title and text for an egress that is not fully in force. */
export function egressNotice({ inForce, leaks, unrecorded, problem }: EgressState) {
  if (leaks) {
    return {
      title: 'It may still get out',
      text: problem ?? 'The gateway does not answer: what it let through before may still get out.',
    };
  }
  if (!inForce) {
    return {
      title: 'Nothing gets out',
      text: problem ?? 'The gateway does not enforce this yet. Until it does, the agent has no way out.',
    };
  }
  if (unrecorded) {
    return {
      title: 'Off is in force, but not recorded',
      text: 'Docker does not take the record of it. Bulkhead keeps trying; the gateway keeps Off meanwhile.',
    };
  }
  return undefined;
}
