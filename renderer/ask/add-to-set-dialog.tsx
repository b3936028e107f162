import { type FormEvent, useState } from 'react';
import { type BlockedTarget, entryOf, ruleOf } from '../../electron/contract/blocked-target.ts';
import { BUILTIN_SETS } from '../../electron/contract/builtin-sets.ts';
import type { EgressSet } from '../../electron/contract/egress-sets.ts';
import { egressSetSchema, newSetId, withRule } from '../../electron/contract/egress-sets.ts';
import type { AppError } from '../../electron/contract/error.ts';
import { printable } from '../../electron/lib/printable.ts';
import { AppErrorPanel } from '../errors/app-error-panel.tsx';
import { toAppError } from '../ipc/to-app-error.ts';
import { closeDialog, saveSettings } from '../store/actions.ts';
import { selectOwnSets } from '../store/slices/app-slice.ts';
import { useStore } from '../store/store.ts';
import { FormButtons } from '../ui/buttons/form-buttons.tsx';
import { Select } from '../ui/fields/select.tsx';
import { TextField } from '../ui/fields/text-field.tsx';
import { Dialog } from '../ui/overlays/dialog.tsx';
import { changeWithUndo } from './answer-blocked.ts';

const NEW = 'new set';

/** Adds a blocked host to a set of the person's own, and the set to the agent. */
export function AddToSetDialog({ agentId, blocked }: { agentId: string; blocked: BlockedTarget }) {
  const sets = useStore(selectOwnSets);
  const [chosen, setChosen] = useState(sets[0]?.id ?? NEW);
  const others = useStore(
    ({ egressById }) =>
      Object.entries(egressById).filter(([id, { wanted }]) => id !== agentId && wanted.sets.includes(chosen))
        .length,
  );
  const [name, setName] = useState('');
  const [touched, setTouched] = useState(false);
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<AppError>();
  const problem = chosen === NEW ? nameProblem(name, sets) : undefined;
  const entry = printable(entryOf(blocked));

  const onSubmit = (event: FormEvent) => {
    event.preventDefault();
    setTouched(true);
    if (problem !== undefined || busy) return;
    setBusy(true);
    addToSet(agentId, blocked, chosen === NEW ? { name: name.trim() } : { id: chosen }).then(
      closeDialog,
      (thrown: unknown) => {
        setBusy(false);
        setFailure(toAppError(thrown));
      },
    );
  };
  return (
    <Dialog
      open
      size="sm"
      title="Always allow"
      description={`${entry} goes into a set, and this agent uses the set from now on.`}
      onOpenChange={(open) => !open && closeDialog()}
      footer={<FormButtons form="add-to-set" submitLabel="Add to set" busy={busy} onCancel={closeDialog} />}
    >
      <form id="add-to-set" onSubmit={onSubmit} className="flex flex-col gap-3">
        {sets.length > 0 && (
          <Select
            label="Set"
            options={[
              ...sets.map(({ id, name: label }) => ({ value: id, label })),
              { value: NEW, label: 'A new set' },
            ]}
            value={chosen}
            onValueChange={setChosen}
            hint={
              others > 0
                ? `${others === 1 ? 'Another agent uses' : `${others} other agents use`} this set and may then reach it too.`
                : undefined
            }
          />
        )}
        {chosen === NEW && (
          <TextField
            label="Name of the new set"
            value={name}
            onValueChange={(next) => {
              setName(next);
              setFailure(undefined);
            }}
            error={touched ? problem : undefined}
          />
        )}
        {failure && <AppErrorPanel title={`${entry} could not be added`} error={failure} />}
      </form>
    </Dialog>
  );
}

function nameProblem(name: string, sets: readonly EgressSet[]): string | undefined {
  const nameIsTaken = [...BUILTIN_SETS, ...sets].some(
    (set) => set.name.toLowerCase() === name.trim().toLowerCase(),
  );
  if (nameIsTaken) return 'There is a set with this name already.';
  return egressSetSchema.shape.name.safeParse(name).error?.issues[0]?.message;
}

const save = (egressSets: EgressSet[]) => saveSettings({ preferences: { egressSets } });
const ownSets = () => useStore.getState().settings.preferences.egressSets;

async function addToSet(
  agentId: string,
  blocked: BlockedTarget,
  where: { id: string } | { name: string },
): Promise<void> {
  const rule = ruleOf(blocked, 'allow');
  const before = ownSets();
  const existing = 'id' in where ? before.find(({ id }) => id === where.id) : undefined;
  const name = existing?.name ?? ('name' in where ? where.name : '');
  const set = withRule(
    existing ?? { id: newSetId(name, [...BUILTIN_SETS, ...before]), name, description: '', rules: [] },
    rule,
  );
  await save(existing ? before.map((each) => (each.id === set.id ? set : each)) : [...before, set]);
  await changeWithUndo(
    agentId,
    { type: 'change-sets', add: [set.id], remove: [] },
    `${printable(entryOf(blocked))} was added to ${name}`,
    async () => {
      const text = JSON.stringify(rule);
      const others = (each: EgressSet) => each.rules.filter((one) => JSON.stringify(one) !== text);
      const remaining = ownSets().map((each) =>
        each.id === set.id ? { ...each, rules: others(each) } : each,
      );
      // What was made for this host alone goes with it.
      await save(
        existing ? remaining : remaining.filter((each) => each.id !== set.id || each.rules.length > 0),
      );
    },
  );
}
