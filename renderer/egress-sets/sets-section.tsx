import { useState } from 'react';
import { BUILTIN_SETS } from '../../electron/contract/builtin-sets.ts';
import type { EgressSet } from '../../electron/contract/egress-sets.ts';
import { showFailure } from '../errors/error-steps.ts';
import { openDialog } from '../store/actions.ts';
import { selectOwnSets } from '../store/slices/app-slice.ts';
import { useStore } from '../store/store.ts';
import { Button } from '../ui/buttons/button.tsx';
import { IconCode, IconList, IconPlus } from '../ui/icons.ts';
import { DialogSection } from '../ui/layout/dialog-section.tsx';
import { ConfirmDialog } from '../ui/overlays/confirm-dialog.tsx';
import { saveSets, usersOfSet } from './save-sets.ts';

/** The person's own named sets of egress rules. */
export function SetsSection() {
  const sets = useStore(selectOwnSets);
  const [removing, setRemoving] = useState<EgressSet>();
  return (
    <DialogSection
      id="settings-sets"
      title="Rule sets"
      action={
        <div className="flex gap-2">
          <Button
            size="sm"
            variant="ghost"
            icon={IconCode}
            onClick={() => openDialog({ kind: 'egress-sets-yaml' })}
          >
            Import or export
          </Button>
          <Button size="sm" icon={IconPlus} onClick={() => openDialog({ kind: 'egress-set' })}>
            Add set
          </Button>
        </div>
      }
    >
      <p className="text-muted text-sm">
        Egress rules that agents share, besides the {BUILTIN_SETS.length} sets that come with Bulkhead. A
        change applies at once to every agent that uses the set.
      </p>
      {sets.length === 0 && <p className="text-sm text-subtle">No sets of your own yet.</p>}
      <ul aria-label="Rule sets" className="flex flex-col">
        {sets.map((set) => (
          <li key={set.id} aria-label={set.name} className="flex items-center gap-2 border-t py-1.5">
            <IconList aria-hidden size={16} stroke={1.75} className="shrink-0 text-muted" />
            <div className="min-w-0 flex-1">
              <div className="truncate font-medium">{set.name}</div>
              <div className="truncate text-muted text-sm">
                <code className="text-xs">{set.id}</code> · {set.rules.length}{' '}
                {set.rules.length === 1 ? 'rule' : 'rules'}
                {set.description && ` · ${set.description}`}
              </div>
            </div>
            <Button
              size="sm"
              variant="ghost"
              aria-label={`Edit ${set.name}`}
              onClick={() => openDialog({ kind: 'egress-set', id: set.id })}
            >
              Edit
            </Button>
            <Button
              size="sm"
              variant="ghost"
              aria-label={`Remove ${set.name}`}
              onClick={() => setRemoving(set)}
            >
              Remove
            </Button>
          </li>
        ))}
      </ul>
      {removing && <RemoveSet set={removing} onClose={() => setRemoving(undefined)} />}
    </DialogSection>
  );
}

function RemoveSet({ set, onClose }: { set: EgressSet; onClose: () => void }) {
  const users = usersOfSet(set.id);
  const remove = () => {
    const { egressSets } = useStore.getState().settings.preferences;
    saveSets(egressSets.filter(({ id }) => id !== set.id)).catch((thrown: unknown) =>
      showFailure(`${set.name} could not be removed`, thrown),
    );
    onClose();
  };
  return (
    <ConfirmDialog
      open
      danger
      onOpenChange={(open) => !open && onClose()}
      title={`Remove ${set.name}?`}
      description={
        users.length === 0
          ? 'No agent on this engine uses it.'
          : `${users.join(', ')} ${users.length === 1 ? 'loses' : 'lose'} what it allows, and what it denies is denied no longer, at once.`
      }
      confirmLabel="Remove set"
      onConfirm={remove}
    />
  );
}
