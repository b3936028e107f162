import { useState } from 'react';
import type { Selection } from '../../../electron/contract/apply.ts';
import { ApplyDialog } from '../../changes/apply/apply-dialog.tsx';

/** What to apply of one attempt. */
export interface ApplyPart {
  attemptId: string;
  agentId: string;
  name: string;
  selection: Selection;
}

/** Applies the parts one after the other, each with the dialog, the journal and the undo of any apply. */
export function ApplyPicks(props: {
  parts: readonly ApplyPart[];
  onApplied: (attemptId: string) => void;
  onClose: () => void;
}) {
  const { parts, onClose } = props;
  const [at, setAt] = useState(0);
  const part = parts[at];
  if (!part) return null;
  const count = parts.length > 1 ? ` (${at + 1} of ${parts.length})` : '';
  return (
    <ApplyDialog
      key={part.attemptId}
      agentId={part.agentId}
      selection={part.selection}
      from={`${part.name}${count}`}
      onClose={onClose}
      onApplied={() => {
        props.onApplied(part.attemptId);
        if (at + 1 < parts.length) setAt(at + 1);
        else onClose();
      }}
    />
  );
}
