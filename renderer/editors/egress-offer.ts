import { EDITORS, type Editor } from '../../electron/contract/editors.ts';
import type { EgressMode } from '../../electron/contract/egress-mode.ts';

/** The egress set that the editor's server needs and the agent lacks. */
export interface EgressOffer {
  egressSet: string;
  description: string;
  /** Whether adding the set is enough: with egress Off it has no effect. */
  canAllow: boolean;
}

/** Returns what to offer after an editor was opened; undefined if the agent reaches it already. */
export function egressOffer(
  editor: Editor,
  wanted: { mode: EgressMode; sets: readonly string[] },
): EgressOffer | undefined {
  const { egressSet } = EDITORS[editor];
  if (wanted.mode === 'off') {
    const description =
      'The agent’s egress is Off, so the editor has to send it from here: see docs/editors.md.';
    return { egressSet, description, canAllow: false };
  }
  if (wanted.mode === 'full' || wanted.sets.includes(egressSet)) return undefined;
  return { egressSet, description: 'The agent’s egress does not allow what that downloads.', canAllow: true };
}
